/** `kill -9` at any moment of a purge and of a repair: nothing is half there, and both are finished when asked again. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { checkRun, repairRun } from '../../core/store/check-run.ts'
import { checkpointPath, checkpointSteps } from '../../core/store/checkpoints.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { writeAndKill } from './support/killed.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { temporaryFolder } from './support/samples.ts'

const script = (name: string): string => fileURLToPath(new URL(`./support/${name}.ts`, import.meta.url))

function opened(folder: string): Library {
  const library = openLibrary(folder)
  onTestFinished(() => library.close())
  return library
}

test.each([0, 3, 12])('a purge that is killed after %d ms', async (moment) => {
  const folder = temporaryFolder()
  const first = openLibrary(folder)
  const run = addMeasuredRun(first, 'one')
  // So many files that removing them takes a while.
  mkdirSync(join(run, 'many'))
  for (let file = 0; file < 2000; file += 1) writeFileSync(join(run, 'many', String(file)), 'x')
  const record = first.runs.summary('one', () => null)?.record
  first.runs.remove(['one'])
  first.close()
  await writeAndKill(script('purging-process'), folder, 1, moment)

  const library = opened(folder)
  expect(library.runs.summaries(() => null)).toEqual([])
  const [left, ...more] = library.runs.deleted()
  expect(more).toEqual([])
  // Gone, still whole, or on its way: then it cannot be restored any more, and purging it again frees the rest.
  if (left === undefined) return
  if (left.record !== null) {
    library.runs.restore(['one'])
    expect(library.runs.summary('one', () => null)?.record).toEqual(record)
    expect(readdirSync(join(run, 'many'))).toHaveLength(2000)
    return
  }
  expect(() => library.runs.restore(['one'])).toThrow('no run one in the bin')
  expect(library.runs.purge(['one'])).toBe(left.bytes)
  expect(library.runs.deleted()).toEqual([])
  expect(readdirSync(join(folder, 'bin'))).toEqual([])
})

test.each([0, 2])('a repair that is killed after %d ms', async (moment) => {
  const folder = temporaryFolder()
  const library = opened(folder)
  const run = addMeasuredRun(library, 'one')
  const whole = readFileSync(checkpointPath(run, 20))
  const damaged = Buffer.from(whole)
  damaged[damaged.length - 3] = (damaged[damaged.length - 3] ?? 0) ^ 1
  for (let step = 100; step < 160; step += 1) writeFileSync(checkpointPath(run, step), damaged)
  await writeAndKill(script('repairing-process'), folder, 1, moment)

  // Each stands under one name, and is what it was.
  const names = readdirSync(join(run, 'checkpoints')).filter((name) => !name.includes('00000020'))
  expect(new Set(names.map((name) => name.replace('.damaged', ''))).size).toBe(60)
  expect(names).toHaveLength(60)
  for (const name of names) expect(readFileSync(join(run, 'checkpoints', name)).equals(damaged)).toBe(true)
  repairRun(run, await checkRun(run, { damage: [] }))
  expect(checkpointSteps(run)).toEqual([20])
  expect(readFileSync(checkpointPath(run, 20)).equals(whole)).toBe(true)
  expect(await checkRun(run, { damage: [] })).toEqual([])
})
