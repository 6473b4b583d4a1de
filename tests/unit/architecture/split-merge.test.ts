/** Splitting a stage and merging neighbours: the network stays what it is, and what cannot be is said. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { blockRule, stageKinds, type Stage } from '../../../core/architecture/blocks.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { mergeStages, splitStage, whyNotMerge, whyNotSplit } from '../../../core/architecture/split-merge.ts'
import { analyse } from '../../../core/graph/analysis.ts'
import { stagesOf } from './any-part.ts'
import { architectures } from './architectures.ts'

const [sample] = fc.sample(architectures, { seed: 1, numRuns: 1 })
const withStages = (stages: Stage[]): Architecture => {
  if (!sample) throw new Error('No sample.')
  return { ...sample, stages }
}
const stage = (changes: Partial<Stage> = {}): Stage =>
  ({ ...blockRule('basic').from({ blocks: 4, width: 16, stride: 2 }, 'B'), ...changes }) as Stage

const splittable = fc
  .tuple(architectures, fc.nat(), fc.nat(8))
  .map(([from, place, at]) => ({ from, index: place % Math.max(1, from.stages.length), at }))
  .filter(({ from, index }) => whyNotSplit(from, index) === null)

describe('splitting', () => {
  it('and merging what it made gives the design that was', () => {
    fc.assert(
      fc.property(splittable, ({ from, index, at }) => {
        const split = splitStage(from, index, at)
        expect(split.stages).toHaveLength(from.stages.length + 1)
        expect(whyNotMerge(split, [index, index + 1])).toBeNull()
        expect(mergeStages(split, [index, index + 1])).toEqual(from)
      }),
    )
  })

  it.each(stageKinds)('keeps every layer of a %s stage, whatever is set in it', (kind) => {
    const size = fc.record({
      blocks: fc.integer({ min: 2, max: 5 }),
      width: fc.constantFrom(8, 16),
      stride: fc.integer({ min: 1, max: 2 }),
    })
    const layersOf = (stages: Stage[]) => {
      const lowered = lower({ ...withStages(stages), input: { height: 33, width: 33, channels: 3 }, stem: null })
      if (!lowered.ok) return null
      return analyse(lowered.graph).layers.map(({ layer, parameters, macs }) => [layer.kind, layer.outputShape, parameters, macs])
    }
    fc.assert(
      fc.property(stagesOf(kind, size), fc.integer({ min: 1, max: 4 }), (stage, at) => {
        expect(layersOf(splitStage(withStages([stage]), 0, at).stages)).toEqual(layersOf([stage]))
      }),
    )
  })

  it('is in halves where no block is named, and is refused for a stage of one block', () => {
    expect(splitStage(withStages([stage({ blocks: 5 })]), 0).stages.map(({ blocks, stride }) => [blocks, stride])).toEqual([
      [3, 2],
      [2, 1],
    ])
    const single = withStages([stage({ blocks: 1 })])
    expect(whyNotSplit(single, 0)).toBe('stage 1 has one block')
    expect(splitStage(single, 0)).toBe(single)
  })
})

test.each([
  [[stage()], [0], 'no stage comes after it'],
  [[stage(), stage(), stage()], [0, 2], 'stages 1 and 3 are not neighbours'],
  [[stage(), stage({ stride: 2 })], [0, 1], 'stage 2 has stride 2, which only a first block has'],
  [[stage(), stage({ stride: 1, width: 32 })], [0, 1], 'stages 1 and 2 differ in width: 16, 32'],
  [[stage({ blocks: 1000 }), stage({ stride: 1, blocks: 25 })], [0, 1], 'together they have 1025 blocks, and 1024 are the most'],
] satisfies [Stage[], number[], string][])('what cannot be merged says why: %#', (stages, selection, reason) => {
  const from = withStages(stages)
  expect(whyNotMerge(from, selection)).toBe(reason)
  expect(mergeStages(from, selection)).toBe(from)
})

test('stages of two kinds, and one that ends with a pooling, stay apart', () => {
  const [residual, plain] = [blockRule('basic'), blockRule('conv')].map((rule) =>
    rule.from({ blocks: 2, width: 16, stride: 1 }, 'B'),
  )
  if (!residual || !plain) throw new Error('No stages.')
  expect(whyNotMerge(withStages([residual, plain]), [0, 1])).toBe('stages 1 and 2 differ in kind: basic, single convolution')
  const pooled = { ...plain, pool: { kernel: 2, stride: 2 } } as Stage
  expect(whyNotMerge(withStages([pooled, plain]), [0, 1])).toBe(
    'stage 1 ends with what only a last block has, max-pool: none, 2×2, /2',
  )
  expect(whyNotMerge(withStages([plain, pooled]), [0, 1])).toBeNull()
})
