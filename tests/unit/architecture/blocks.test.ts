/** What a block's rule says of its kind is what its layers are. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import { blockRule, stageKinds, stageSchema, type Stage, type StageKind } from '../../../core/architecture/blocks.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { depthOf, walkNetwork } from '../../../core/architecture/walk-network.ts'
import { stagesOf } from './any-part.ts'
import { trainable } from './mended.ts'
import { analyse } from '../../../core/graph/analysis.ts'

const channels = 4
const side = 33

/** A network of this stage alone, between an image of few channels and a head. */
const around = (stage: Stage): Architecture =>
  completed({
    name: 'one stage',
    input: { height: side, width: side, channels },
    stem: null,
    stages: [stage],
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
  })

const size = fc.record({
  blocks: fc.integer({ min: 1, max: 3 }),
  width: fc.integer({ min: channels, max: 24 }),
  stride: fc.integer({ min: 1, max: 3 }),
})

/** One that can be trained: where it cannot, its errors' buttons are pressed. */
const trainableStages = (kind: StageKind): fc.Arbitrary<Stage> =>
  stagesOf(kind, size)
    .map((stage) => trainable(around(stage))?.stages[0])
    .filter((stage) => stage !== undefined)

describe.each(stageKinds)('a stage of kind %s', (kind) => {
  const rule = blockRule(kind)

  test('has the size, the depth and the counts that arithmetic tells before any layer is made', () => {
    fc.assert(
      fc.property(trainableStages(kind), (stage) => {
        const lowered = lower(around(stage))
        if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
        const { layers, depth, parameters, macs } = analyse(lowered.graph)
        const { stages, head } = walkNetwork(around(stage))
        const own = layers.filter(({ layer }) => layer.place.part === 'stage')
        expect(stages[0]?.shape).toEqual(own.at(-1)?.layer.outputShape)
        expect(stages[0]?.layers).toBe(own.length)
        expect(depthOf(around(stage))).toBe(depth)
        expect((stages[0]?.parameters ?? 0) + head.parameters).toBe(parameters)
        expect((stages[0]?.macs ?? 0) + head.macs).toBe(macs)
      }),
      { numRuns: 60 },
    )
  })

  test('is what the file format takes, whatever is set in the inspector', () => {
    fc.assert(
      fc.property(trainableStages(kind), (stage) => {
        expect(stageSchema.parse(stage)).toEqual(stage)
        for (const field of rule.fields) expect(field.value(stage)).toBeDefined()
      }),
      { numRuns: 60 },
    )
  })

  test('becomes any other kind and its own plain twin, and stays trainable', () => {
    fc.assert(
      fc.property(trainableStages(kind), fc.constantFrom(...stageKinds), (stage, other) => {
        const turned = blockRule(other).from(stage, rule.shortcut(stage))
        expect(turned).toMatchObject({ kind: other, blocks: stage.blocks, width: stage.width, stride: stage.stride })
        const plain = rule.plain(stage)
        expect(rule.shortcut(plain)).toBe('none')
        expect(lower(around(turned)).ok && lower(around(plain)).ok).toBe(true)
      }),
      { numRuns: 60 },
    )
  })
})
