/** Queries for runs: what can be typed, what it means, and what is said of what cannot be read. */
import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { completions } from '../../../core/api/run-query/complete.ts'
import { runsFound } from '../../../core/api/run-query/match.ts'
import { readQuery } from '../../../core/api/run-query/parse.ts'
import { queryText, type Query } from '../../../core/api/run-query/query.ts'
import { unitsOf } from '../../../core/api/run-query/quantities.ts'
import { runFields } from '../../../core/api/run-query/run-fields.ts'
import { operators } from '../../../core/api/run-query/tokens.ts'
import { noRemarks } from '../../../core/store/remarks.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { preset, recipePreset, runSummary } from '../renderer-runs/samples.ts'

const now = new Date(2026, 10, 20, 15).getTime()
const day = (date: number): number => new Date(2026, 10, date, 9).getTime()

const runs: readonly RunSummary[] = [
  runSummary(
    { id: 'a', name: 'first one', createdAt: day(1) },
    { kind: 'finished', step: 64_000 },
    { testError: 0.088, bytes: 5e6 },
  ),
  runSummary(
    { id: 'plain', architecture: preset('plain-20'), createdAt: day(10) },
    { kind: 'diverged', step: 412, reason: '', remedy: '' },
    { testError: null },
  ),
  runSummary(
    {
      id: 'deep',
      architecture: preset('resnet-110'),
      createdAt: day(19),
      parameters: 1_727_962,
      recipe: { ...recipePreset('he-2016-cifar').recipe, seed: 7, batchSize: 64 },
    },
    { kind: 'finished', step: 64_000 },
    { testError: 0.0651, trainedMs: 21 * 3600e3, remarks: { ...noRemarks, tags: ['Depth', 'for the paper'], favourite: true } },
  ),
  runSummary(
    { id: 'old', name: 'put away', createdAt: day(20) },
    { kind: 'paused', step: 10 },
    { testError: 0.5, remarks: { ...noRemarks, archived: true, notes: 'too slow' } },
  ),
]

function found(text: string): string[] {
  const read = readQuery(text)
  if (read.kind === 'wrong') throw new Error(`${text}: ${read.message}`)
  return runsFound(runs, read.query, now).map(({ record }) => record.id)
}

describe('what a query finds', () => {
  const all = ['a', 'plain', 'deep']
  const cases: Readonly<Record<string, readonly string[]>> = {
    '': all,
    'stage.shortcut = A and error < 9': ['a', 'deep'],
    'error < 8,5': ['deep'],
    'error<8.5%': ['deep'],
    'error = none': ['plain'],
    'error != none': ['a', 'deep'],
    'not error < 9': ['plain'],
    'shortcut = none': ['plain'],
    'shortcut != none': ['a', 'deep'],
    'seed = 7': ['deep'],
    'batch >= 65': ['a', 'plain'],
    'lr = 0.1 and optimizer = sgd': all,
    'parameters > 1M': ['deep'],
    'parameters > 1 M and layers = 110': ['deep'],
    'parameters > 1,000,000': ['deep'],
    'size < 4 MB or time > 20 h': ['plain', 'deep'],
    'made > 2026-11-01': ['plain', 'deep'],
    'made >= 2026-11-01 made < 2026-11-19': ['a', 'plain'],
    'made = 2026-11 and made != yesterday': ['a', 'plain'],
    'made < 2026': [],
    'status = diverged': ['plain'],
    'tag = depth': ['deep'],
    'tag = "for the paper"': ['deep'],
    'tag ~ paper': ['deep'],
    'tag = none': ['a', 'plain'],
    'favourite = yes': ['deep'],
    'archived = yes': ['old'],
    'archived = yes or error < 7': ['deep', 'old'],
    'note ~ slow and archived = yes': ['old'],
    'first one': ['a'],
    '"first one" or 110': ['a', 'deep'],
    'plain finished': [],
    'plain (status = finished or status = diverged)': ['plain'],
    'name = "first one"': ['a'],
    'NAME ~ FIRST': ['a'],
    'data = cifar10 and data = CIFAR-10': all,
    'stage.kind = basic': ['a', 'plain', 'deep'],
    'stage.blocks = 18': ['deep'],
    'stage.width > 63': all,
    'head.kind = linear and classes = 10': all,
  }
  test.each(Object.entries(cases))('%s', (text, ids) => expect(found(text)).toEqual(ids))
})

describe('what cannot be read is told with its place', () => {
  const cases: Readonly<Record<string, readonly [at: number, message: RegExp]>> = {
    'erorr < 9': [0, /no erorr\. Did you mean error/],
    'error <': [7, /compared with is missing/],
    'error < A': [8, /error is a number, alone or in %; this is A/],
    'lr = 0.1 and': [12, /missing here/],
    'time > 1,500': [7, /1500 or 1\.5/],
    'step < 1.500': [7, /1500 or 1\.5/],
    'stage.shortcut = "A': [17, /no end/],
    '(error < 9': [0, /not closed/],
    'error < 9)': [9, /not opened/],
    '= 9': [0, /Before = stands/],
    'error ~ 9': [6, /compared with =/],
    'made > 2026-02-30': [7, /is a date/],
    'status = done': [9, /one of queued, running/],
    'or a': [0, /missing before or/],
    'error < = 9': [8, /not =/],
    'size > 4s': [7, /MiB/],
  }
  test.each(Object.entries(cases))('%s', (text, [at, message]) => {
    const read = readQuery(text)
    expect(read).toMatchObject({ kind: 'wrong', at })
    expect(read.kind === 'wrong' && read.message).toMatch(message)
  })
})

const word = fc.oneof(fc.string(), fc.constantFrom('and', 'OR', 'error', '"', '\\', '(', 'a b', '=', 'none', 'é', '1,5'))
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  // −0 is 0, and what is so small that nothing is left of it is no number.
  .map((value) => value + 0)
const comparison: fc.Arbitrary<Query> = fc.constantFrom(...runFields).chain((field): fc.Arbitrary<Query> => {
  const none = fc.constant({ kind: 'none' as const })
  const parts = { kind: fc.constant('comparison' as const), field: fc.constant(field.id) }
  const order = fc.constantFrom(...operators.filter((operator) => !operator.includes('~')))
  switch (field.kind) {
    case 'number': {
      const units = Object.keys(unitsOf[field.quantity].factors)
      const alone = field.quantity === 'count' ? fc.integer() : number
      const figure = fc.oneof(
        alone.map((value) => ({ kind: 'number' as const, value, unit: null })),
        ...units.map((unit) => number.map((value) => ({ kind: 'number' as const, value, unit }))),
      )
      return fc.record({ ...parts, operator: order, value: fc.oneof(figure, none) })
    }
    case 'date': {
      const date = fc.constantFrom('today', 'yesterday', '2026', '2026-11', '2024-02-29')
      return fc.record({
        ...parts,
        operator: order,
        value: fc.oneof(
          date.map((text) => ({ kind: 'date' as const, text })),
          none,
        ),
      })
    }
    case 'words': {
      const text = field.choices ? fc.constantFrom(...field.choices) : word
      return fc.record({
        ...parts,
        operator: fc.constantFrom(...operators),
        value: text.map((said) => ({ kind: 'text' as const, text: said })),
      })
    }
  }
})
const words: fc.Arbitrary<Query> = fc.array(word, { minLength: 1, maxLength: 4 }).map((list) => ({ kind: 'words', words: list }))
const { query } = fc.letrec<{ query: Query; and: Query; or: Query; not: Query; leaf: Query }>((tie) => {
  const joined = (kind: 'and' | 'or', ...others: ('and' | 'or' | 'not' | 'leaf')[]): fc.Arbitrary<Query> =>
    fc
      .array(fc.oneof({ depthSize: 'small' }, ...others.map((other) => tie(other))), { minLength: 2, maxLength: 3 })
      .map((of) => ({ kind, of }))
  return {
    query: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('not'), tie('and'), tie('or')),
    leaf: fc.oneof(comparison, words),
    not: fc.oneof({ depthSize: 'small' }, tie('leaf'), tie('and'), tie('or')).map((of) => ({ kind: 'not' as const, of })),
    and: joined('and', 'leaf', 'not', 'or'),
    or: joined('or', 'leaf', 'not', 'and'),
  }
})

test('what is printed of a query is read back to the same', () => {
  fc.assert(
    fc.property(query, (asked) => {
      const text = queryText(asked)
      fc.pre(text.length <= 2000)
      expect(readQuery(text)).toEqual({ kind: 'query', query: asked })
    }),
    { numRuns: 2000 },
  )
})

const pieces = fc.constantFrom(
  ...[
    'error',
    'stage.shortcut',
    'made',
    'tag',
    ' ',
    '=',
    '<',
    '!',
    '~',
    '(',
    ')',
    '"',
    'and ',
    'or ',
    'not ',
    '9',
    '1,500',
    '%',
    'A',
    '\\',
  ],
)
const nonsense = fc.oneof(
  fc.string(),
  fc.array(pieces, { maxLength: 30 }).map((list) => list.join('')),
)

test('nothing that is typed makes it throw: it is a query, or is told where within it and why', () => {
  fc.assert(
    fc.property(nonsense, fc.nat(60), (text, caret) => {
      const read = readQuery(text)
      if (read.kind === 'wrong') {
        expect(read.at).toBeGreaterThanOrEqual(0)
        expect(read.end).toBeGreaterThanOrEqual(read.at)
        expect(read.end).toBeLessThanOrEqual(text.length)
        expect(read.message).toMatch(/^\S.*[.?]$/s)
      } else {
        expect(readQuery(queryText(read.query))).toEqual(read)
        runsFound(runs, read.query, now)
      }
      completions(text, Math.min(caret, text.length), runs)
    }),
    { numRuns: 3000 },
  )
  expect(readQuery('('.repeat(1999)).kind).toBe('wrong')
  expect(readQuery('not '.repeat(499)).kind).toBe('wrong')
  expect(readQuery('a'.repeat(5000)).kind).toBe('wrong')
})

describe('completion', () => {
  const offered = (text: string): string[] => completions(text, text.length, runs).options.map((option) => option.text)

  test('begins with fields, those that begin with what is typed first', () => {
    expect(offered('')).toContain('error')
    expect(offered('err')[0]).toBe('error')
    expect(offered('shortc').slice(0, 2)).toEqual(['shortcut', 'stage.shortcut'])
  })
  test('goes on with operators, values that runs have, units, and what joins', () => {
    expect(offered('error ').slice(0, 2)).toEqual(['<', '<='])
    expect(offered('stage.shortcut = ')).toEqual(['A', 'none'])
    expect(offered('status = ')[0]).toBe('finished')
    expect(offered('tag = "for')).toEqual(['"for the paper"'])
    expect(offered('size > 4 ')).toEqual(['B', 'kB', 'MB', 'GB', 'TB', 'KiB', 'MiB', 'GiB', 'and', 'or'])
    expect(offered('error < 9 a')).toContain('and')
    expect(offered('error < 9 and (')).toContain('error')
  })
  test('stands in place of what was begun', () => {
    expect(completions('error < 9 and shor', 18, runs)).toMatchObject({ from: 14, to: 18 })
    expect(completions('tag = "for', 10, runs)).toMatchObject({ from: 6, to: 10 })
  })
})

test('the page on queries names every field', () => {
  const page = readFileSync(new URL('../../../docs/queries.md', import.meta.url), 'utf8')
  expect(runFields.map(({ id }) => id).filter((id) => !page.includes(`\`${id}\``))).toEqual([])
})

test('every field has a name of its own, which is read as one word', () => {
  expect(new Set(runFields.map(({ id }) => id.toLowerCase())).size).toBe(runFields.length)
  for (const { id } of runFields) expect(readQuery(`${id} = none`), id).toMatchObject({ kind: 'query', query: { field: id } })
})
