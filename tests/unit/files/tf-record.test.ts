/** Records of TensorFlow's event files. Oracle: RFC 3720, B.4; TensorBoard's own reader in `npm run reference`. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { crc32c, record, RecordError, recordsIn } from '../../../core/files/tf-record.ts'

test('the checksum is Castagnoli’s', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa)
  expect(crc32c(new Uint8Array(32).fill(255))).toBe(0x62a8ab43)
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283)
})

test('what was written is read; a changed bit or a cut is told', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { minLength: 1 }), fc.nat(), fc.nat(7), (all, place, bit) => {
      const file = Buffer.concat(all.map(record))
      expect([...recordsIn(file)].map((bytes) => [...bytes])).toEqual(all.map((bytes) => [...bytes]))
      const changed = Buffer.from(file)
      const at = place % file.length
      changed[at] = (changed[at] ?? 0) ^ (1 << bit)
      expect(() => [...recordsIn(changed)]).toThrow(RecordError)
      const last = all.at(-1)?.length ?? 0
      expect(() => [...recordsIn(file.subarray(0, file.length - 1 - (place % (last + 15))))]).toThrow(RecordError)
    }),
  )
})
