/** Looking through JSON before it is parsed: JSON.parse, which nobody here wrote, says what is right. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeInText, scanJson } from '../../../core/architecture/json-text.ts'

const roomy = { depth: 100, values: 1_000_000 }

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch (error) {
    if (error instanceof SyntaxError) return false
    throw error
  }
}

/** Texts near to JSON: a valid one with one piece of it cut out, put in or changed. */
const nearlyJson = fc
  .tuple(
    fc.json({ maxDepth: 4 }),
    fc.nat(),
    fc.nat(3),
    fc.constantFrom('', ',', '"', '}', ']', '{', ':', '0', '-', '\\', '\n', 'e', 'nul', '.5'),
  )
  .map(([text, at, cut, put]) => {
    const start = at % (text.length + 1)
    return text.slice(0, start) + put + text.slice(start + cut)
  })

describe('scanning JSON', () => {
  it('takes what JSON.parse takes, a name given twice aside', () => {
    const spaced = fc
      .tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 1, 2, '\t'))
      .map(([value, space]) => JSON.stringify(value, null, space))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), spaced, nearlyJson), (text) => {
        const scanned = scanJson(text, roomy)
        return scanned.ok ? parses(text) : !parses(text) || scanned.reason.includes('stands twice')
      }),
      { numRuns: 3000 },
    )
  })

  it('knows where each value stands', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2), (value, space) => {
        const text = JSON.stringify({ list: [value], after: 7 }, null, space)
        const scanned = scanJson(text, roomy)
        if (!scanned.ok) return false
        const shown = JSON.stringify(value, null, space).split('\n')[0] ?? ''
        return text.startsWith(shown, scanned.places.get('list.0')) && text[scanned.places.get('after') ?? 0] === '7'
      }),
    )
  })

  it.each([
    ['', 0, 'expected a value, found the end'],
    ['{"a": one}', 6, 'expected a value, found "one"'],
    ['{"a": 1,}', 8, 'expected a name in double quotes, found "}"'],
    ['{"a" 1}', 5, 'expected a colon, found "1"'],
    ['[1 2]', 3, 'expected a comma or ], found "2"'],
    ['[1] 2', 4, 'expected nothing more after the end, found "2"'],
    ['{"a": 1, "\\u0061": 2}', 9, '"\\u0061" stands twice in one place'],
    ['[[[1]]]', 2, 'it is nested more than 2 deep'],
    ['[1, 2, 3, 4, 5]', 10, 'it has more than 4 values'],
  ])('says of %s where and why it is refused', (text, offset, reason) => {
    expect(scanJson(text, { depth: 2, values: 4 })).toEqual({ ok: false, offset, reason })
  })

  it('counts lines and columns from one', () => {
    expect(placeInText('{\n  "a": x', 9)).toEqual({ line: 2, column: 8 })
    expect(placeInText('x', 0)).toEqual({ line: 1, column: 1 })
  })
})
