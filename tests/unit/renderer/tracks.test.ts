/** The tracks under the drawing: what stands beside the MACs of a part. */
import { expect, test } from 'vitest'
import { designTimes } from '../../../core/prediction/design-times.ts'
import { speedsFrom } from '../../../core/prediction/speeds.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { buildStack } from '../../../core/drawing/build-stack.ts'
import type { StackModel } from '../../../core/drawing/stack-model.ts'
import type { TimeOf } from '../../../renderer/views/design/tone.ts'
import { tracksOf } from '../../../renderer/views/design/tracks.ts'

async function modelAndTimes(): Promise<{ model: StackModel; layers: readonly number[]; stepMs: number }> {
  const preset = await loadPreset('resnet-50')
  const lowered = preset && lower(preset)
  const model = preset && buildStack(preset).model
  if (!lowered?.ok || !model) throw new Error('no preset')
  return { model, ...designTimes(lowered.graph, speedsFrom([])) }
}

test('the parts of a network take together what its layers take, whatever is folded', async () => {
  const { model, layers, stepMs } = await modelAndTimes()
  const asked: number[] = []
  const timeOf: TimeOf = ({ layers: own }) => {
    const ms = own.reduce((sum, { layer }) => sum + (layers[layer.id] ?? 0), 0)
    asked.push(ms)
    return ms
  }
  const macs = tracksOf(model, timeOf, stepMs).find(({ name }) => name === 'MACs, step time')
  for (const part of ['stem', ...model.stages.map(({ index }) => index), 'head'] as const)
    expect(macs?.beside(part)).toMatch(/ m?s$/)
  // The image itself is read, and stands in no part.
  const rest = layers[0] ?? 0
  expect(asked.reduce((sum, ms) => sum + ms, 0) + rest).toBeCloseTo(
    layers.reduce((sum, ms) => sum + ms, 0),
    6,
  )
})

test('nothing stands beside them where nothing is known', async () => {
  const { model } = await modelAndTimes()
  const tracks = tracksOf(model, () => null, null)
  expect(tracks.map(({ name }) => name)).toEqual(['Parameters', 'MACs', 'Activation memory'])
  expect(tracks.map(({ beside, besideTotal }) => [beside(0), besideTotal])).toEqual([
    [null, null],
    [null, null],
    [null, null],
  ])
})
