/** Means, spreads and tests in words. */
import type { Sample } from '../../statistics/sample.ts'
import type { WelchTest } from '../../statistics/welch.ts'
import { durationText } from '../../text/duration-text.ts'
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

/** `5 seeds`, `one seed`. */
export function seedsText(n: number): string {
  return n === 1 ? 'one seed' : `${n} seeds`
}

/** `p < 0.001`, `p = 0.031`. */
export function pText({ p }: WelchTest): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`
}

/** `t = −16.0, df = 7.7, p < 0.001` */
export function testText(test: WelchTest): string {
  return `t = ${test.t.toFixed(1).replace('-', '−')}, df = ${test.freedom.toFixed(1)}, ${pText(test)}`
}

/** `seed 3 diverged at step 412; seed 5 crashed at step 90`: who does not count, and why; empty where all do. */
export function leftOutText({ leftOut }: RunGroup): string {
  return leftOut.map(({ run, why }) => `seed ${run.record.recipe.seed} ${why}`).join('; ')
}
