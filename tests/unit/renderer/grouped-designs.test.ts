/** The list of designs: each variant stands under its base, whatever was saved last. */
import { expect, test } from 'vitest'
import { groupedDesigns } from '../../../renderer/views/design/grouped-designs.ts'
import type { Design } from '../../../core/store/designs.ts'
import { sampleArchitecture } from '../../store/support/samples.ts'

const design = (id: string, base: string | null = null): Design => ({
  id,
  architecture: { ...sampleArchitecture, name: id },
  savedAt: 0,
  variant: base === null ? null : { base, changes: [{ kind: 'plain-twin' }], baseState: 'saved', baseName: base },
})
const listed = (...designs: Design[]): string[] =>
  groupedDesigns(designs).map(({ design: { id }, under }) => (under ? `  ${id}` : id))

test('variants stand under their base in the order of their numbers', () => {
  expect(listed(design('n = 18', 'base'), design('other'), design('base'), design('n = 9', 'base'))).toEqual([
    'other',
    'base',
    '  n = 9',
    '  n = 18',
  ])
})

test('none is left out: one whose base is gone stands by itself, one of a variant under that', () => {
  expect(listed(design('orphan', 'gone'), design('base'), design('one', 'base'), design('two', 'one'))).toEqual([
    'orphan',
    'base',
    '  one',
    '  two',
  ])
})
