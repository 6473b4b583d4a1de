/** CSV that every reader takes, and that no spreadsheet runs. Oracle: RFC 4180. */
import { expect, test } from 'vitest'
import { csvLine } from '../../../core/text/csv.ts'

test('what would end a cell is quoted, and quotes are doubled', () => {
  expect(csvLine(['a', 'b,c', 'say "so"', 'two\nlines'])).toBe('a,"b,c","say ""so""","two\nlines"\r\n')
})

test('nothing, numbers and what is not finite keep apart', () => {
  expect(csvLine([null, '', 0.1, -3, NaN, Infinity])).toBe(',,0.1,-3,NaN,Infinity\r\n')
})

test('text that a spreadsheet would run as a formula is text there', () => {
  expect(csvLine(['=1+1', '+1', '-1', '@x', '\tx'])).toBe("'=1+1,'+1,'-1,'@x,'\tx\r\n")
})
