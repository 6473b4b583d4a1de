/** Long stages are told from a few of their blocks: exactly, and at the cost of those few. */
import fc from 'fast-check'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import { blockRule, stageKinds, type Stage, type StageKind } from '../../../core/architecture/blocks.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { findProblems } from '../../../core/architecture/problems.ts'
import { depthOf, walkNetwork } from '../../../core/architecture/walk-network.ts'
import { analyse } from '../../../core/graph/analysis.ts'
import { stagesOf } from './any-part.ts'
import { trainable } from './mended.ts'

const networkOf = (...stages: Stage[]): Architecture =>
  completed({
    name: 'long stages',
    input: { height: 32, width: 32, channels: 3 },
    stem: null,
    stages,
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
  })

const long = fc.record({
  blocks: fc.integer({ min: 4, max: 24 }),
  width: fc.integer({ min: 1, max: 16 }),
  stride: fc.integer({ min: 1, max: 2 }),
})

const networks = (kind: StageKind): fc.Arbitrary<Architecture> =>
  stagesOf(kind, long)
    .map((stage) => trainable(networkOf(stage)))
    .filter((network) => network !== null)

afterEach(() => vi.restoreAllMocks())

describe.each(stageKinds)('a long stage of kind %s', (kind) => {
  test('comes to what its layers come to, one by one', () => {
    fc.assert(
      fc.property(networks(kind), (network) => {
        const lowered = lower(network)
        if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
        const { depth, parameters, macs, layers } = analyse(lowered.graph)
        const { stages, head } = walkNetwork(network)
        expect(depthOf(network)).toBe(depth)
        expect((stages[0]?.parameters ?? 0) + head.parameters).toBe(parameters)
        expect((stages[0]?.macs ?? 0) + head.macs).toBe(macs)
        expect(stages[0]?.layers).toBe(layers.filter(({ layer }) => layer.place.part === 'stage').length)
      }),
      { numRuns: 30 },
    )
  })
})

test('of a thousand dense blocks that each read all before them, a handful is looked at', () => {
  const dense = blockRule('dense')
  const block = vi.spyOn(dense, 'block')
  const stage: Stage = { ...dense.from({ blocks: 1024, width: 8, stride: 1 }, 'none'), blocks: 1024 }
  findProblems(networkOf(...Array.from({ length: 64 }, () => stage)))
  expect(block.mock.calls.length).toBeLessThanOrEqual(64 * 6)
})

test('a network is walked once, whoever asks: its problems, its depth, its parts', () => {
  const basic = blockRule('basic')
  const network = networkOf(basic.from({ blocks: 9, width: 16, stride: 1 }, 'A'))
  findProblems(network)
  const block = vi.spyOn(basic, 'block')
  expect(depthOf(network)).toBe(19)
  expect(walkNetwork(network).stages).toHaveLength(1)
  expect(block).not.toHaveBeenCalled()
})
