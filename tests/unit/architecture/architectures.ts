/** Arbitrary architectures, for properties that hold for every one that the file format takes. */
import fc from 'fast-check'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { formatVersion } from '../../../core/architecture/format-version.ts'
import { initializations } from '../../../core/graph/initialization.ts'
import { heads, stages, stems } from './any-part.ts'

export { stages }

export const architectures: fc.Arbitrary<Architecture> = fc.record({
  format: fc.constant('stagecraft-architecture' as const),
  version: fc.constant(formatVersion as typeof formatVersion),
  name: fc.string({ minLength: 1, maxLength: 200 }),
  input: fc.record({
    height: fc.integer({ min: 1, max: 64 }),
    width: fc.integer({ min: 1, max: 64 }),
    channels: fc.integer({ min: 1, max: 4 }),
  }),
  initialization: fc.constantFrom(...initializations),
  levels: fc.constantFrom(1 as const, 2 as const, 3 as const),
  stem: fc.option(stems, { nil: null }),
  stages: fc.array(stages, { maxLength: 5 }),
  head: heads,
})
