/** Whole schedules beside PyTorch's schedulers. Where the definitions differ by a step, schedules.py says so and sets theirs to match. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../core/files/failure.ts'
import { afterEvaluation, learningRate, noProgress, type Rates } from '../../core/recipe/schedule.ts'
import { withoutLibraries } from './python.ts'

export interface ScheduleCase extends Rates {
  readonly name: string
  readonly steps: number
  /** Error of the evaluation after each step, for the plateau rule. */
  readonly errors: readonly number[]
}

/** As PyTorch gave them: the rate of each step. */
export interface PyTorchRates {
  readonly torch: string
  readonly rates: Readonly<Record<string, readonly number[]>>
}

const none = { kind: 'none' } as const
const drops = { kind: 'steps', initial: 0.1, divisor: 10, after: [60, 90] } as const

/** Errors that fall, stay, and fall again. */
const errors = Array.from(
  { length: 120 },
  (_, step) => [0.9, 0.5, 0.5, 0.4, 0.45, 0.42, 0.41, 0.4][Math.floor(step / 3) % 8] ?? 1,
)

const one = (name: string, learningRate: Rates['learningRate'], warmUp: Rates['warmUp'] = none, steps = 120): ScheduleCase => ({
  name,
  learningRate,
  warmUp,
  steps,
  errors: errors.slice(0, steps),
})

export const scheduleCases: readonly ScheduleCase[] = [
  one('steps', { ...drops, after: [...drops.after] }),
  one('steps with linear warm-up', { ...drops, after: [...drops.after] }, { kind: 'linear', steps: 40, from: 0.1 }),
  one('cosine', { kind: 'cosine', initial: 0.2, final: 0.001 }),
  one('cosine with linear warm-up', { kind: 'cosine', initial: 0.2, final: 0 }, { kind: 'linear', steps: 12, from: 0 }),
  one('one cycle', { kind: 'one-cycle', initial: 0.004, peak: 0.1, final: 0.0001, rise: 0.2 }),
  one('one cycle, late peak', { kind: 'one-cycle', initial: 0.05, peak: 0.4, final: 0, rise: 0.45 }, none, 77),
  one('plateau', { kind: 'plateau', initial: 0.1, divisor: 10, patience: 5, least: 0.00005 }),
  one('plateau, patience 1', { kind: 'plateau', initial: 1, divisor: 2, patience: 1, least: 0 }),
]

/** Where our rates are not PyTorch's, in words; nothing when they agree. */
export function scheduleDifferences(expected: PyTorchRates['rates']): string[] {
  return scheduleCases.flatMap((each) => {
    const theirs = expected[each.name]
    if (theirs?.length !== each.steps) return [`${each.name}: not computed`]
    const highest = Math.max(...theirs)
    return ratesHere(each).flatMap((rate, step) => {
      const their = theirs[step] ?? Number.NaN
      return Math.abs(rate - their) <= 1e-9 * highest ? [] : [`${each.name}, step ${step}: ${rate} here, ${their} in PyTorch`]
    })
  })
}

function ratesHere(each: ScheduleCase): number[] {
  let progress = noProgress
  return each.errors.map((error, step) => {
    const rate = learningRate(each, step, each.steps, progress)
    progress = afterEvaluation(each, progress, error)
    return rate
  })
}

/** Runs PyTorch's schedulers. Throws a Failure when they did not run. */
export function ratesInPyTorch(python: string): PyTorchRates {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-schedules-'))
  try {
    writeFileSync(join(folder, 'request.json'), JSON.stringify({ cases: scheduleCases }))
    const script = fileURLToPath(new URL('./schedules.py', import.meta.url))
    const result = spawnSync(python, [script, folder], { stdio: ['ignore', 'inherit', 'inherit'], env: withoutLibraries() })
    if (result.status !== 0)
      throw new Failure('pytorch-failed', 'PyTorch gave no schedules (its messages are above).', 'Run it again.')
    return JSON.parse(readFileSync(join(folder, 'rates.json'), 'utf8')) as PyTorchRates
  } finally {
    rmSync(folder, { recursive: true })
  }
}
