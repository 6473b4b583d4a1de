/** A full disk under what goes on by itself, and under what is made in two places: nothing is half there, the lab goes on, and why nothing begins is said. */
import { existsSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { moveLibrary } from '../../core/export/of-library/move.ts'
import { isDiskFull } from '../../core/files/failure.ts'
import { followMoves } from '../../core/files/moved-library.ts'
import { createLookAgain } from '../../core/lab/look-again.ts'
import { createStudyDriver } from '../../core/lab/study-driver.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { cellsOf } from '../../core/study/cells.ts'
import { sampleArchitecture, sampleRecord, temporaryFolder } from './support/samples.ts'
import { fill, smallDisk } from './support/small-disk.ts'
import { ownStudy } from '../own-study.ts'

const study = ownStudy({
  name: 'small nets',
  question: 'Do they learn?',
  variants: [{ name: 'small', group: 'small', architecture: sampleArchitecture, recipe: sampleRecord('any').recipe }],
  seeds: [1],
})

const filler = (folder: string): string => join(folder, 'fills-the-disk')

function opened(folder: string): Library {
  const library = openLibrary(folder)
  onTestFinished(() => library.close())
  return library
}

test('a study whose run a full disk has no room for does no harm, and is paused with the reason once that can be written', (context) => {
  const folder = smallDisk(context)
  const library = opened(folder)
  library.studies.add('s', study)
  const driver = createStudyDriver({
    library,
    equal: { find: () => null, findUnderWay: () => null },
    start() {
      library.runs.add(sampleRecord('a-run'))
      throw new Error('There was room.')
    },
    standing: () => cellsOf(study).map((cell) => ({ cell, run: null, taken: false })),
    now: Date.now,
    changed: () => undefined,
  })
  const { look, close } = createLookAgain(driver)
  expect(driver.hindrance('s')).toBeNull()
  fill(folder)
  look()
  expect(library.studies.get('s')?.state).toEqual({ kind: 'going' })
  // Until then it is said all the same.
  expect(driver.hindrance('s')).toMatchObject({ reason: 'The disk is full.' })
  expect(library.runs.records().size).toBe(0)

  // The word finds room at the end; a run, which takes more, never does.
  const { bsize } = statfsSync(folder)
  for (let pages = 1; library.studies.get('s')?.state.kind === 'going'; pages += 1) {
    rmSync(filler(folder), { force: true })
    writeFileSync(filler(folder), Buffer.alloc((statfsSync(folder).bavail - pages) * bsize))
    look()
  }
  expect(library.studies.get('s')?.state).toMatchObject({ kind: 'paused', reason: 'The disk is full.' })
  expect(driver.hindrance('s')).toBeNull()
  expect(library.runs.records().size).toBe(0)
  close()
})

test('wherever the disk is full in between, a run is there and waits, or is not there at all', (context) => {
  const folder = smallDisk(context)
  const library = opened(folder)
  const { bsize } = statfsSync(folder)
  const outcomes = new Set<string>()
  for (let pages = 0; pages <= 24; pages += 1) {
    const id = `run-${pages}`
    rmSync(filler(folder), { force: true })
    writeFileSync(filler(folder), Buffer.alloc((statfsSync(folder).bavail - pages) * bsize))
    try {
      library.runs.add(sampleRecord(id))
      outcomes.add('there')
      expect(library.runs.queued()).toContain(id)
    } catch (thrown) {
      expect(isDiskFull(thrown)).toBe(true)
      outcomes.add('not there')
      expect(library.runs.queued()).not.toContain(id)
      expect(existsSync(library.runs.folder(id))).toBe(false)
    }
  }
  expect([...outcomes].sort()).toEqual(['not there', 'there'])
})

test('a library whose own disk is full is moved only once its old folder can say where it went', async (context) => {
  const folder = smallDisk(context)
  const library = opened(folder)
  library.runs.add(sampleRecord('one'))
  const copy = library.backUp()
  const to = join(temporaryFolder(), 'new')
  const move = () =>
    moveLibrary(
      folder,
      copy,
      to,
      () => undefined,
      () => false,
    )
  fill(folder)
  await expect(move()).rejects.toMatchObject({ code: 'move-refused', remedy: expect.stringContaining('emptying the bin') })
  expect(existsSync(to)).toBe(false)
  expect(followMoves(folder)).toBe(folder)
  rmSync(filler(folder))
  await move()
  expect(followMoves(folder)).toBe(to)
})
