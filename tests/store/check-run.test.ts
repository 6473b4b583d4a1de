/** Every byte of a run is read: what lists cannot see is found, and put aside where a person asks for it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { checkRun, repairRun } from '../../core/store/check-run.ts'
import { checkpointPath } from '../../core/store/checkpoints.ts'
import { openLibrary } from '../../core/store/library.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { temporaryFolder } from './support/samples.ts'

const undamaged = { damage: [] }

function measured(): string {
  const library = openLibrary(temporaryFolder())
  onTestFinished(() => library.close())
  return addMeasuredRun(library, 'one', 2000)
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(path, bytes)
}

test('nothing is wrong with a run that is whole, and repairing changes nothing', async () => {
  const folder = measured()
  expect(await checkRun(folder, undamaged)).toEqual([])
  expect(repairRun(folder, [])).toEqual([])
})

test('a bit of a checkpoint that its header does not tell is found, and the file is put aside, not removed', async () => {
  const folder = measured()
  const path = checkpointPath(folder, 2000)
  flip(path, readFileSync(path).length - 3)
  const found = await checkRun(folder, undamaged)
  expect(found).toMatchObject([{ file: checkpointPath('', 2000), reason: expect.stringContaining('digest') }])
  const kept = readFileSync(path)
  expect(repairRun(folder, found)).toEqual([checkpointPath('', 2000)])
  expect(existsSync(path)).toBe(false)
  expect(readFileSync(`${path}.damaged`).equals(kept)).toBe(true)
  expect(await checkRun(folder, undamaged)).toEqual([])
})

test('a damaged page of the metrics is found, and left as it is', async () => {
  const folder = measured()
  const path = join(folder, 'metrics.db')
  const bytes = readFileSync(path)
  bytes.fill(255, 8 * 4096, 9 * 4096)
  writeFileSync(path, bytes)
  const found = await checkRun(folder, undamaged)
  expect(found.map(({ file }) => file)).toEqual(['metrics.db'])
  expect(repairRun(folder, found)).toEqual([])
  expect(readFileSync(path).equals(bytes)).toBe(true)
})

test('what lists tell already is told once', async () => {
  const folder = measured()
  const known = { file: 'metrics.db', reason: 'as told', remedy: 'as told' }
  writeFileSync(join(folder, 'metrics.db'), 'no database')
  expect(await checkRun(folder, { damage: [known] })).toEqual([known])
})
