/** Means and spreads of figures, and what does not count, in words. */
import type { Sample } from '../statistics/sample.ts'
import { durationText } from '../text/duration-text.ts'
import { figureNumber, figureText, type Figure } from './figures.ts'
import type { RunGroup } from './groups.ts'

/** `7.18 ± 0.15 %`: mean and standard deviation; of one seed, and of what does not depend on seeds, the value alone. */
export function meanText({ kind, measured }: Pick<Figure, 'kind' | 'measured'>, { mean, std }: Sample): string {
  if (std === null || !measured) return figureText(kind, mean)
  // Both in one unit.
  if (kind === 'time')
    return mean < 1000 ? `${mean.toFixed(1)} ± ${std.toFixed(1)} ms` : `${durationText(mean)} ± ${durationText(std)}`
  return `${figureNumber(kind, mean)} ± ${figureNumber(kind, std)}${kind === 'error' ? ' %' : ''}`
}

/** `seed 3 diverged at step 412; seed 5 crashed at step 90`: who does not count, and why; empty where all do. */
export function leftOutText({ leftOut }: RunGroup): string {
  return leftOut
    .map(({ run, why }) => `${run.record.recipe === null ? run.record.name : `seed ${run.record.recipe.seed}`} ${why}`)
    .join('; ')
}
