/** A run in words: its status, what it trains on, its recipe. */
import { shortcutWords } from '../../../core/architecture/shortcut-words.ts'
import type { RunRecord, RunSummary, Silence } from '../../../core/store/run.ts'
import { stepsDone } from '../../../core/compare/steps-done.ts'
import { datasetNames } from '../../../core/datasets/names.ts'
import { formatCount } from '../../format.ts'

/** Why its process, which lives, says nothing; null when it is at work or has none. */
export function silentOf({ status }: RunSummary): Silence | null {
  return status.kind === 'running' ? (status.silent ?? null) : null
}

const silentWords: Readonly<Record<Silence['kind'], string>> = {
  hung: 'Hung',
  starved: 'Starved',
  suspended: 'Suspended',
  writing: 'Writing',
  unreachable: 'Unreachable',
}

const ordinals = ['next', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth']

/** `Running, 61 %`, `Queued, second`, `Queued, next, at 412` of one that goes on, `Diverged at 412`: for lists. */
export function statusText(run: RunSummary): string {
  return run.damage.length === 0 ? plainStatusText(run) : `${plainStatusText(run)}, damaged`
}

function plainStatusText(run: RunSummary): string {
  const { status, totalSteps } = run
  const done = stepsDone(run)
  switch (status.kind) {
    case 'queued':
      if (status.waits?.code === 'disk-full' && status.position === 1) return 'Waits for room on the disk'
      return `Queued, ${ordinals[status.position - 1] ?? `place ${formatCount(status.position)}`}${done === 0 ? '' : `, at ${formatCount(done)}`}`
    case 'running':
      return `${status.silent ? silentWords[status.silent.kind] : 'Running'}, ${Math.floor((100 * status.step) / totalSteps)} %`
    case 'unfinished':
      return `Unfinished at ${formatCount(status.step)}`
    case 'paused':
      return `Paused at ${formatCount(status.step)}`
    case 'elsewhere':
      return 'Trained elsewhere'
    case 'finished':
      return 'Finished'
    case 'stopped':
      return `Stopped at ${formatCount(status.step)}`
    case 'pruned':
      return `Pruned at ${formatCount(status.step)}`
    case 'crashed':
      return `Crashed at ${formatCount(status.step)}`
    case 'diverged':
      return `Diverged at ${formatCount(status.step)}`
  }
}

/** `CIFAR-10, option B, seed 1, he-2016-cifar` */
export function runAbout({ dataset, recipe, architecture }: RunRecord): string {
  return `${datasetNames[dataset]}, ${shortcutWords(architecture)}, seed ${recipe.seed}, ${recipe.name}`
}
