/** Folders of exports are named by what comes over the contract: none leads elsewhere. */
import fc from 'fast-check'
import { dirname, join } from 'node:path'
import { expect, it } from 'vitest'
import { calls } from '../../../core/api/contract.ts'
import { exportFolderPattern, fileName } from '../../../core/export/formats.ts'

it('no name that is taken leads out of the folder of exports', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: fc.constantFrom('.', '/', '\\', 'a', ' ', '\0', '-') }), fc.string()), (name) => {
      fc.pre(exportFolderPattern.test(name))
      expect(dirname(join('/library/exports', name))).toBe('/library/exports')
    }),
    { numRuns: 2000 },
  )
})

it.each(['', '.', '..', '../x', 'a/b', 'a\\b', 'a.', ' a', 'C:', 'a\0', 'x'.repeat(101)])(
  '"%s" is refused by the contract',
  (folder) => {
    const asked = { of: { kind: 'run', id: 'run', checkpoint: 'last' }, format: 'json', weights: false, features: false }
    expect(calls['networks.export'].safeParse({ ...asked, folder }).success).toBe(false)
    expect(calls['networks.export'].safeParse({ ...asked, folder: 'ResNet-20, again'.replace(',', '') }).success).toBe(true)
  },
)

it('every name of a design gives a file that Python can import', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (name) => {
      expect(fileName(name)).toMatch(/^[a-z][a-z0-9_]*$/)
    }),
  )
})
