/** The tree of runs that were branched from each other. */
import { expect, test } from 'vitest'
import { lineageOf, type LineageNode } from '../../../core/compare/lineage.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { runSummary } from '../renderer-runs/samples.ts'

const run = (id: string, from: string | null = null, step = 0): RunSummary =>
  runSummary({ id, name: id, origin: from === null ? null : { run: from, name: from, step } })

const drawn = ({ id, atStep, branches }: LineageNode): string =>
  `${id}${atStep === null ? '' : `@${atStep}`}${branches.length === 0 ? '' : `(${branches.map(drawn).join(' ')})`}`

test('the whole tree of a run is found from any of its branches, by the step at which they part', () => {
  const all = [run('other'), run('late', 'root', 200), run('root'), run('early', 'root', 100), run('deep', 'late', 300)]
  for (const asked of ['root', 'early', 'deep'])
    expect(lineageOf(all, [asked]).map(drawn)).toEqual(['root(early@100 late@200(deep@300))'])
  expect(lineageOf(all, ['other', 'deep', 'early']).map(drawn)).toEqual(['other', 'root(early@100 late@200(deep@300))'])
})

test('a run that is gone stands there by its name, with what was branched from it', () => {
  const [gone] = lineageOf([run('one', 'gone', 5), run('two', 'gone', 7)], ['two'])
  expect(gone).toMatchObject({ run: null, id: 'gone', name: 'gone' })
  expect(gone && drawn(gone)).toBe('gone(one@5 two@7)')
})

test('files that make a circle are not followed for ever', () => {
  expect(lineageOf([run('one', 'two', 1), run('two', 'one', 1)], ['one'])).toHaveLength(1)
  expect(lineageOf([run('self', 'self', 1)], ['self'])).toHaveLength(1)
})
