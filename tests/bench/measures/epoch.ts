/**
 * A whole epoch of a real trainer (data, augmentation, metrics, a checkpoint; no evaluation, no telemetry) against its median step times its
 * steps, and against the sum of their times. Timed from the middle of one epoch to that of the next, so that the checkpoint and the shuffle between them are inside.
 */
import type { Figure } from '../report.ts'
import { median, spreadOf } from '../statistics.ts'
import type { MeasureRequest } from './measures.ts'
import { trainRun } from './trainer-run.ts'

/** The spread is that of so many parts. */
const parts = 4

export async function measureEpoch({ nets, batch, device, folder }: MeasureRequest): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const net of nets.length > 0 ? nets : ['resnet-20']) {
    process.stderr.write(`epoch: ${net}, one epoch and a half\n`)
    const recipe = {
      batchSize: batch ?? 128,
      length: { unit: 'epochs', value: 2 },
      evaluation: { unit: 'epochs', value: 2 },
      augmentation: { pad: 4, flip: true },
    } as const
    const epoch = Math.floor(50_000 / recipe.batchSize)
    const stopAfter = epoch + Math.ceil(epoch / 2) + 2
    const { steps, stepsPerEpoch } = await trainRun({ net, device, recipe, stopAfter, folder })
    const from = Math.floor(stepsPerEpoch / 2)
    const to = Math.min(steps.length - 1, from + stepsPerEpoch)
    const elapsed = (first: number, last: number): number => (steps[last]?.time ?? NaN) - (steps[first]?.time ?? NaN)
    const ofSteps = steps.slice(from + 1, to + 1).map((step) => step.stepMs)
    const stepMs = median(ofSteps)
    const inSteps = ofSteps.reduce((sum, ms) => sum + ms, 0)
    const excess = (first: number, last: number): number => 100 * (elapsed(first, last) / (stepMs * (last - first)) - 1)
    const bounds = Array.from({ length: parts + 1 }, (_, part) => from + Math.round((part * (to - from)) / parts))
    const ofParts = bounds.slice(1).map((bound, part) => excess(bounds[part] ?? 0, bound))
    figures.push(
      { name: `${net}: median step in the trainer`, value: stepMs, unit: 'ms', spread: null },
      { name: `${net}: ${to - from} steps longer than that by`, value: excess(from, to), unit: '%', spread: spreadOf(ofParts) },
      // On a machine that others use the median of a step is less than its mean: this is what is not a step.
      { name: `${net}: outside of them`, value: 100 * (elapsed(from, to) / inSteps - 1), unit: '%', spread: null },
    )
  }
  return figures
}
