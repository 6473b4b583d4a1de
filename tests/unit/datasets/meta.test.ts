/** meta.json of a decoded data set: read as it was written, by this version and by the one before, and not when it was changed. */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { sealMeta, unsealMeta, type Meta } from '../../../core/datasets/meta.ts'

const meta: Meta = {
  format: 'stagecraft-dataset',
  version: 1,
  id: 'mnist',
  height: 28,
  width: 28,
  channels: 1,
  classes: ['0', '1'],
  trainCount: 4,
  testCount: 2,
  mean: [33.3],
  std: [78.6],
  checks: [{ name: 'Images', value: '4 + 2' }],
  decodedAt: 1_790_000_000_000,
  files: { 'train.images': { bytes: 3136, sha256: 'a'.repeat(64) } },
}

test('what is sealed is unsealed', () => {
  expect(unsealMeta(sealMeta(meta))).toEqual(meta)
})

test('what the version before wrote, which called the std otherwise, is read as it is, under its own digest', () => {
  const { std, ...others } = meta
  const old = { ...others, deviation: std }
  const sha256 = createHash('sha256').update(JSON.stringify(old)).digest('hex')
  expect(unsealMeta(JSON.stringify({ meta: old, sha256 }))).toEqual(meta)
})

test('a change is seen', () => {
  expect(() => unsealMeta(sealMeta(meta).replace('78.6', '78.7'))).toThrow('digest')
  expect(() => unsealMeta(sealMeta(meta).replace('"std"', '"deviation"'))).toThrow('digest')
})
