/** What a block's rule says of its kind is what its layers are. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { blockRule, stageKinds, stageSchema, type Stage, type StageKind } from '../../../core/architecture/blocks.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { analyse } from '../../../core/graph/analysis.ts'

const channels = 4
const side = 33

/** A network of this stage alone, between an image of few channels and a head. */
const around = (stage: Stage): Architecture => ({
  format: 'stagecraft-architecture',
  version: 1,
  name: 'one stage',
  input: { height: side, width: side, channels },
  stem: null,
  stages: [stage],
  head: { pool: 'global-average', hidden: [], classes: 10 },
})

const size = fc.record({
  blocks: fc.integer({ min: 1, max: 3 }),
  width: fc.integer({ min: channels, max: 24 }),
  stride: fc.integer({ min: 1, max: 3 }),
})

/** A stage of the kind, with each of its fields set to something that the inspector offers. */
function stagesOf(kind: StageKind): fc.Arbitrary<Stage> {
  const rule = blockRule(kind)
  const usual = size.map((of) => rule.from(of, 'B'))
  return rule.fields.reduce(
    (stages, field) =>
      stages.chain((stage) =>
        field.kind === 'number'
          ? fc.integer({ min: field.min, max: field.max }).map((value) => ({ ...stage, ...field.change(value) }) as Stage)
          : fc.constantFrom(...field.choices(stage)).map(({ value }) => ({ ...stage, ...field.change(value, stage) }) as Stage),
      ),
    usual,
  )
}

describe.each(stageKinds)('a stage of kind %s', (kind) => {
  const rule = blockRule(kind)

  test('has the width, the size and the depth that its rule tells, and costs no more than it tells', () => {
    fc.assert(
      fc.property(stagesOf(kind), (stage) => {
        const lowered = lower(around(stage))
        if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
        const { layers, depth, parameters } = analyse(lowered.graph)
        const own = layers.filter(({ layer }) => layer.place.part === 'stage')
        const last = own.at(-1)?.layer.outputShape
        const rows = rule.windows(stage).reduce((left, { stride }) => Math.ceil(left / stride), side)
        expect(last?.[2]).toBe(rule.outputWidth(stage))
        expect(Math.abs((last?.[0] ?? 0) - rows)).toBeLessThanOrEqual(1)
        expect(depth).toBe(stage.blocks * rule.layers(stage) + 1)
        const { layersPerBlock, first, later } = rule.costs(stage, channels)
        expect(own.length).toBeLessThanOrEqual(stage.blocks * layersPerBlock)
        const scales = own.length * 2 * rule.outputWidth(stage)
        const head = (rule.outputWidth(stage) + 1) * 10
        expect(parameters).toBeLessThanOrEqual(first + (stage.blocks - 1) * later + scales + head)
      }),
      { numRuns: 60 },
    )
  })

  test('is what the file format takes, whatever is set in the inspector', () => {
    fc.assert(
      fc.property(stagesOf(kind), (stage) => {
        expect(stageSchema.parse(stage)).toEqual(stage)
        for (const field of rule.fields) expect(field.value(stage)).toBeDefined()
      }),
      { numRuns: 60 },
    )
  })

  test('becomes any other kind and its own plain twin, and stays trainable', () => {
    fc.assert(
      fc.property(stagesOf(kind), fc.constantFrom(...stageKinds), (stage, other) => {
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
