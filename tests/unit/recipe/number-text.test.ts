/** One reader of numbers: what is written is read back, and no comma ever makes another number of what was typed. */
import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { InvalidArgumentError } from 'commander'
import { numberWithin } from '../../../core/cli/number-option.ts'
import { readWithin } from '../../../core/recipe/number-limit.ts'
import { countText, numberOf, numbersText, numberText, readNumber, readNumbers } from '../../../core/recipe/number-text.ts'
import { readWholeNumbers } from '../../../renderer/components/whole-numbers.ts'

const any = fc.double({ noNaN: true, noDefaultInfinity: true })

describe('what is written is read back exactly', () => {
  it('a number', () => {
    fc.assert(
      fc.property(any, (value) => {
        expect(numberOf(numberText(value), 'any')).toBe(value + 0)
      }),
    )
  })
  it('a whole number, with its groups', () => {
    fc.assert(
      fc.property(fc.integer(), (value) => {
        expect(numberOf(countText(value), 'whole')).toBe(value)
      }),
    )
  })
  it('whole numbers in a row', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), (values) => {
        expect(readNumbers(numbersText(values))).toEqual({ kind: 'numbers', values })
      }),
    )
  })
})

describe('a comma', () => {
  const figures = (min: number, max: number): fc.Arbitrary<string> =>
    fc.array(fc.integer({ min: 0, max: 9 }), { minLength: min, maxLength: max }).map((all) => all.join(''))

  it('is the decimal comma, a group of three, or refused: never left out or taken for another mark', () => {
    fc.assert(
      fc.property(figures(1, 5), figures(1, 5), fc.constantFrom('whole' as const, 'any' as const), (before, after, kind) => {
        const typed = readNumber(`${before},${after}`, kind)
        const decimal = Number(`${before}.${after}`)
        if (after.length !== 3 || before.startsWith('0') || before.length > 3) {
          expect(typed).toEqual({ kind: 'number', value: decimal })
        } else if (kind === 'whole') expect(typed).toEqual({ kind: 'number', value: Number(before + after) })
        else expect(typed).toEqual({ kind: 'unclear', readings: [Number(before + after), decimal] })
      }),
    )
  })

  test.each([
    ['0,5', 0.5],
    ['0,025', 0.025],
    ['1,5', 1.5],
    ['1,5e-4', 1.5e-4],
    [',5', 0.5],
    ['1,234,567', 1_234_567],
    ['64,000.5', 64_000.5],
    ['−2,5', -2.5],
    [' 1e-4 ', 1e-4],
  ])('%s is %d', (text, value) => {
    expect(readNumber(text, 'any')).toEqual({ kind: 'number', value })
  })

  test.each(['1,500', '64,000', '1,500e3'])('%s could be two numbers where decimals are possible', (text) => {
    expect(readNumber(text, 'any').kind).toBe('unclear')
  })

  it('refuses a point that parts three figures of a whole number', () => {
    expect(readNumber('64.000', 'whole')).toEqual({ kind: 'unclear', readings: [64_000, 64] })
    expect(readNumber('64.000', 'any')).toEqual({ kind: 'number', value: 64 })
  })
})

test.each([
  '',
  ' ',
  '0x10',
  '0b1',
  '1e400',
  '-1e400',
  'Infinity',
  'NaN',
  '1e-400',
  '1,2,3',
  '1.2.3',
  '1.234,5',
  '12,34,567',
  '1_000',
  '64 000',
  '.',
  ',',
  'e5',
])('"%s" is no number', (text) => {
  expect(readNumber(text, 'any')).toEqual({ kind: 'none' })
  expect(readNumber(text, 'whole')).toEqual({ kind: 'none' })
})

describe('within limits', () => {
  const width = { whole: true, min: 1, max: 8192 }
  it('mends half a channel to the nearest whole one, never to ten times as many', () => {
    expect(readWithin('4,8', width)).toEqual({ ok: false, unclear: null, mends: [5] })
    expect(readWithin('0x10', width)).toEqual({ ok: false, unclear: null, mends: [1] })
    expect(readWithin('1,500', width)).toEqual({ ok: true, value: 1500 })
  })
  it('offers both readings of what is unclear, as far as they fit', () => {
    expect(readWithin('1,500', { min: 0, max: 1_000_000 })).toEqual({
      ok: false,
      unclear: '1,500 can be read as 1500 or as 1.5',
      mends: [1500, 1.5],
    })
    expect(readWithin('1,500', { min: 0, max: 1000 })).toMatchObject({ ok: false, mends: [1.5] })
  })
  it('any mend is within', () => {
    const limit = fc.record({
      whole: fc.boolean(),
      min: fc.nat(100),
      above: fc.constant(false),
      max: fc.integer({ min: 101, max: 1e6 }),
    })
    fc.assert(
      fc.property(fc.oneof(fc.string(), any.map(String), any.map(numberText)), limit, (text, within) => {
        const read = readWithin(text, within)
        for (const mend of read.ok ? [read.value] : read.mends) {
          expect(readWithin(within.whole ? countText(mend) : numberText(mend), within)).toEqual({ ok: true, value: mend })
        }
      }),
    )
  })
  it('an option refuses at once, in the same words', () => {
    const steps = numberWithin({ whole: true, min: 0, max: 1000 })
    expect(steps('1,000')).toBe(1000)
    expect(() => steps('0x10')).toThrow(new InvalidArgumentError('It takes a whole number from 0 to 1,000.'))
    expect(() => numberWithin({ min: 0, max: 1e6 })('1,500')).toThrow('1,500 can be read as 1500 or as 1.5.')
  })
})

describe('whole numbers in a row', () => {
  test.each([
    ['32,000, 48,000', [32_000, 48_000]],
    ['32000,48000', [32_000, 48_000]],
    ['32,000,48,000', [32_000, 48_000]],
    ['32,000', [32_000]],
    ['1,2,3', [1, 2, 3]],
    ['1 2; 3', [1, 2, 3]],
    ['0, 1', [0, 1]],
    ['0 ,1 , 2', [0, 1, 2]],
    ['', []],
  ])('%s', (text, values) => {
    expect(readNumbers(text)).toEqual({ kind: 'numbers', values })
  })
  it('101,102,103 are three seeds or one: refused, with both', () => {
    expect(readNumbers('101,102,103')).toEqual({ kind: 'unclear', readings: [[101_102_103], [101, 102, 103]] })
    expect(readWholeNumbers('64,128', { most: 8, max: 65_536 }).ok).toBe(false)
    expect(readWholeNumbers('64, 128', { most: 8, max: 65_536 })).toEqual({ ok: true, values: [64, 128] })
  })
  test.each(['soon', '1.5', '1,5; 2', '0x10', '1,,2'])('%s is none', (text) => {
    expect(readNumbers(text)).toEqual({ kind: 'none' })
  })
})
