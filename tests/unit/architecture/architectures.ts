/** Arbitrary architectures, for properties that hold for every one that the file format takes. */
import fc from 'fast-check'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import type { Stage } from '../../../core/architecture/blocks.ts'

const pool = fc.option(fc.record({ kernel: fc.integer({ min: 1, max: 16 }), stride: fc.integer({ min: 1, max: 16 }) }), {
  nil: null,
})
const shortcut = fc.constantFrom('A' as const, 'B' as const, 'C' as const, 'none' as const)
const common = {
  blocks: fc.integer({ min: 1, max: 6 }),
  width: fc.integer({ min: 1, max: 128 }),
  stride: fc.integer({ min: 1, max: 3 }),
}

export const stages: fc.Arbitrary<Stage> = fc.oneof(
  fc.record({ kind: fc.constant('basic' as const), ...common, layers: fc.integer({ min: 1, max: 8 }), shortcut }),
  fc.record({
    kind: fc.constant('bottleneck' as const),
    ...common,
    expansion: fc.integer({ min: 1, max: 4 }),
    strideIn: fc.constantFrom('1x1' as const, '3x3' as const),
    shortcut,
  }),
  fc.record({
    kind: fc.constant('conv' as const),
    ...common,
    normalization: fc.constantFrom('batch' as const, 'none' as const),
    pool,
  }),
)

export const architectures: fc.Arbitrary<Architecture> = fc.record({
  format: fc.constant('stagecraft-architecture' as const),
  version: fc.constant(2 as const),
  name: fc.string({ minLength: 1, maxLength: 200 }),
  input: fc.record({
    height: fc.integer({ min: 1, max: 64 }),
    width: fc.integer({ min: 1, max: 64 }),
    channels: fc.integer({ min: 1, max: 4 }),
  }),
  stem: fc.option(
    fc.record({
      kind: fc.constant('conv' as const),
      kernel: fc.integer({ min: 1, max: 7 }),
      width: fc.integer({ min: 1, max: 64 }),
      stride: fc.integer({ min: 1, max: 2 }),
      pool,
    }),
    { nil: null },
  ),
  stages: fc.array(stages, { maxLength: 5 }),
  head: fc.record({
    kind: fc.constant('linear' as const),
    pool: fc.constantFrom('global-average' as const, 'flatten' as const),
    hidden: fc.array(fc.integer({ min: 1, max: 64 }), { maxLength: 2 }),
    classes: fc.integer({ min: 1, max: 100 }),
  }),
})
