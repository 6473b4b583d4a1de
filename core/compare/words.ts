/** Means and spreads of figures in words. */
import type { Sample } from '../statistics/sample.ts'
import { durationText } from '../text/duration-text.ts'
import { figureNumber, figureText, type Figure } from './figures.ts'

/** `7.18 ± 0.15 %`: mean and standard deviation; of one seed, and of what does not depend on seeds, the value alone. */
export function meanText({ kind, measured }: Pick<Figure, 'kind' | 'measured'>, { mean, std }: Sample): string {
  if (std === null || !measured) return figureText(kind, mean)
  // Both in one unit.
  if (kind === 'time')
    return mean < 1000 ? `${mean.toFixed(1)} ± ${std.toFixed(1)} ms` : `${durationText(mean)} ± ${durationText(std)}`
  return `${figureNumber(kind, mean)} ± ${figureNumber(kind, std)}${kind === 'error' ? ' %' : ''}`
}
