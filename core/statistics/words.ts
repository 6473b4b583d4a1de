/** Errors over seeds, tests and numbers of seeds in words. */
import type { Sample } from './sample.ts'
import type { WelchTest } from './welch.ts'

/** `5 seeds`, `one seed`. */
export function seedsText(n: number): string {
  return n === 1 ? 'one seed' : `${n} seeds`
}

/** `p < 0.001`, `p = 0.031`. */
export function pText({ p }: Pick<WelchTest, 'p'>): string {
  return p < 0.001 ? 'p < 0.001' : `p = ${p.toFixed(3)}`
}

/** `t = −16.0, df = 7.7, p < 0.001` */
export function testText(test: WelchTest): string {
  return `t = ${test.t.toFixed(1).replace('-', '−')}, df = ${test.freedom.toFixed(1)}, ${pText(test)}`
}

/** `8.91 ± 0.20 %`: mean and standard deviation of errors that are fractions; of one seed the value alone, `–` where there is none. */
export function errorsText(sample: Sample | null): string {
  if (sample === null) return '–'
  const { mean, std } = sample
  return std === null ? `${(100 * mean).toFixed(2)} %` : `${(100 * mean).toFixed(2)} ± ${(100 * std).toFixed(2)} %`
}
