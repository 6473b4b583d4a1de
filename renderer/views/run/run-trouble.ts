/** What is wrong with a run, in words, and the commands that mend it. */
import type { RunDetail } from '../../../core/api/contract/runs.ts'
import { isAtRest, unfinishedText } from '../../../core/compare/run-states.ts'
import { stepsDone } from '../../../core/compare/steps-done.ts'
import type { RunDamage, RunSummary, Silence } from '../../../core/store/run.ts'
import type { WayOn } from '../../../core/store/way-on.ts'
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

/** All that is wrong with a run, the worst first. */
export function troublesOf({ summary, wayOn }: Pick<RunDetail, 'summary' | 'wayOn'>): Trouble[] {
  const own = troubleOf(summary, wayOn.refused === null)
  const lost = !isAtRest(summary) || wayOn.refused === null ? null : lostWayTrouble(summary, wayOn, wayOn.refused)
  return [
    own,
    lost,
    ...summary.damage.filter(({ file }) => !(lost && file.startsWith('checkpoints/'))).map(damageTrouble),
  ].filter((one) => one !== null)
}

function lostWayTrouble(run: RunSummary, { from }: WayOn, refused: string): Trouble {
  const again = { command: 'run.again', label: 'Train again beside it…' }
  if (from === null) {
    const text =
      'It has no other checkpoint, so it does not go on: it could only begin anew, over all that it has measured. Put the checkpoint back from a copy, or train again from the start, as a run beside this one.'
    return { severity: 'warning', title: refused, text, log, actions: [again] }
  }
  const lost = stepsDone(run) - from
  const cost = lost > 0 ? `drops the ${formatCounted(lost, 'step')} measured beyond and trains them again` : 'drops nothing'
  return {
    severity: 'warning',
    title: refused,
    text: `The newest that is whole is of step ${formatCount(from)}; going on from there ${cost}. Or put the checkpoint back from a copy.`,
    log,
    actions: [{ command: 'run.go-back', label: `Go on from step ${formatCount(from)}` }, again],
  }
}

function damageTrouble({ file, reason, remedy }: RunDamage): Trouble {
  return { severity: 'warning', title: `${file}: ${reason}.`, text: remedy, log, actions: [] }
}

/** `goesOn`: its newest checkpoint is as it should be. */
export function troubleOf(run: RunSummary, goesOn = true): Trouble | null {
  const { status } = run
  switch (status.kind) {
    case 'crashed':
      return {
        severity: 'bad',
        title: status.reason,
        text: `${status.remedy} ${goesOn ? repeatedText(run, status.step) : ''}`.trim(),
        log: status.log,
        actions: [],
      }
    case 'diverged':
      return {
        severity: 'bad',
        title: status.reason,
        text: [status.remedy, beforeText(run), ...keptText(status.step)].join(' '),
        log,
        actions: run.resumesFrom === null ? [{ command: 'run.again-slower', label: 'Train again at a tenth of the rate…' }] : [],
      }
    case 'running':
      return status.silent ? silenceTrouble(run, status.silent) : null
    case 'queued':
      return status.waits
        ? { severity: 'warning', title: status.waits.reason, text: status.waits.remedy, log: [], actions: [] }
        : null
    case 'unfinished':
      return { severity: 'warning', title: unfinishedText.reason, text: unfinishedText.remedy, log: [], actions: [] }
    case 'paused':
    case 'stopped':
    case 'pruned':
    case 'finished':
    case 'elsewhere':
      return null
  }
}

const keptText = (step: number): string[] => (step > 0 ? [`Everything measured up to step ${formatCount(step)} is kept.`] : [])

/** From where a run that diverged may be tried otherwise: a state that is not finite is never kept. */
function beforeText({ resumesFrom }: RunSummary): string {
  return resumesFrom === null
    ? 'It kept no checkpoint with finite weights to branch from, so it can only be trained again from the start.'
    : `Or branch from the checkpoint of step ${formatCount(resumesFrom)}, whose weights are finite.`
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
