/** What is wrong with a run, in words, and the commands that mend it. */
import type { RunSummary, Silence } from '../../../core/store/run.ts'
import { formatCount, formatCounted, formatDuration, formatTime } from '../../format.ts'

export interface Trouble {
  readonly severity: 'bad' | 'warning'
  /** What happened. */
  readonly title: string
  /** What it costs, and what to do next. */
  readonly text: string
  readonly log: readonly string[]
  /** Commands of RunHeader.vue, by their ids, that have no button there. */
  readonly actions: readonly { command: string; label: string }[]
}

const restart = { command: 'run.restart', label: 'End it and resume' }
const log: readonly string[] = []

export function troubleOf(run: RunSummary): Trouble | null {
  const { status } = run
  switch (status.kind) {
    case 'crashed':
      return {
        severity: 'bad',
        title: status.reason,
        text: `${status.remedy} ${repeatedText(run, status.step)}`.trim(),
        log: status.log,
        actions: [],
      }
    case 'diverged':
      return {
        severity: 'bad',
        title: status.reason,
        text: `${status.remedy} ${status.step > 0 ? `Everything measured up to step ${formatCount(status.step)} is kept.` : ''}`.trim(),
        log,
        actions: [],
      }
    case 'running':
      return status.silent ? silenceTrouble(run, status.silent) : null
    case 'queued':
      return status.waits
        ? { severity: 'warning', title: status.waits.reason, text: status.waits.remedy, log: [], actions: [] }
        : null
    case 'paused':
    case 'stopped':
    case 'finished':
      return null
  }
}

/** What is lost by going on from the newest checkpoint. */
function repeatedText({ resumesFrom, stepMs }: RunSummary, step: number): string {
  if (step === 0) return ''
  if (resumesFrom === null) return 'It has no checkpoint yet, so it begins again at step 0.'
  const steps = step - resumesFrom
  if (steps <= 0) return `Checkpoint ${formatCount(resumesFrom)} is whole: nothing is repeated.`
  const time = stepMs === null ? '' : `, ${formatDuration(steps * stepMs)}`
  return `Checkpoint ${formatCount(resumesFrom)} is whole: resuming repeats ${formatCounted(steps, 'step')}${time}.`
}

function silenceTrouble(run: RunSummary, { kind, since }: Silence): Trouble {
  const step = run.status.kind === 'running' ? run.status.step : 0
  const cost = repeatedText(run, step)
  const at = formatTime(since)
  switch (kind) {
    case 'suspended':
      return {
        severity: 'warning',
        title: `The training process has been suspended since ${at}.`,
        text: 'A signal holds it (kill -STOP, or a debugger). It loses nothing and goes on from where it is when it is let go.',
        log,
        actions: [{ command: 'run.wake', label: 'Let it go on' }, restart],
      }
    case 'starved':
      return {
        severity: 'warning',
        title: `The training process has had no processor since ${at}.`,
        text: `Other programs take them all, or a limit keeps it from them. It goes on by itself when it gets one. ${cost}`.trim(),
        log,
        actions: [restart],
      }
    case 'writing':
      return {
        severity: 'warning',
        title: `The training process has waited for the disk since ${at}.`,
        text: `It writes a checkpoint or what it measured, and the disk takes long. It goes on by itself; ended now, it keeps the checkpoint before. ${cost}`.trim(),
        log,
        actions: [restart],
      }
    case 'unreachable':
      return {
        severity: 'warning',
        title: `The training process lives, but has not been reachable since ${at}.`,
        text: `It holds its run, but does not listen where this lab looks: it was started with another TMPDIR, in a container, or on another computer. It trains on, and what it measures is shown; pause or stop it from there. Only a process of this computer can be ended from here. ${cost}`.trim(),
        log,
        actions: [restart],
      }
    case 'hung':
      return {
        severity: 'bad',
        title: `The training process lives, but has said nothing since ${at}.`,
        text: `It has taken far longer than a step does. It may be waiting for a device or a disk; if nothing comes, end it and go on. ${cost}`.trim(),
        log,
        actions: [restart],
      }
  }
}
