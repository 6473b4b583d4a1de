/** A study is branched, and goes with its runs into another library, through the command line's own functions and real labs. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { exportStudy, importStudy } from '../../../core/cli/study-files.ts'
import { branchFrom, studyFrom, type StudyOptions } from '../../../core/cli/study-make.ts'
import type { StudyDetail } from '../../../core/api/contract/studies.ts'
import type { Study } from '../../../core/study/study.ts'
import { withDigits } from './digits.ts'
import { openLabUnderTest, type LabUnderTest } from './lab-under-test.ts'

let labs: LabUnderTest[] = []
let folder: string

withDigits()
beforeEach(() => {
  labs = [openLabUnderTest(), openLabUnderTest()]
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-study-'))
})
afterEach(async () => {
  await Promise.all(labs.map((lab) => lab.close()))
  rmSync(folder, { recursive: true, force: true })
}, 30_000)

const options: StudyOptions = {
  augment: true,
  scale: 'glance',
  data: 'mnist',
  device: { kind: 'cpu' },
  vary: ['lr=0.01,0.1'],
  method: 'grid',
  draws: 8,
  drawSeed: 1,
  seeds: [1],
}

/** Eight steps a run. */
function brief(study: Study): Study {
  const short = { batchSize: 1000, length: { unit: 'steps', value: 8 }, evaluation: { unit: 'steps', value: 8 } } as const
  return {
    ...study,
    variants: study.variants.map((variant) => {
      const { recipe } = variant
      const learningRate = recipe.learningRate.kind === 'steps' ? { ...recipe.learningRate, after: [] } : recipe.learningRate
      return { ...variant, recipe: { ...recipe, ...short, learningRate } }
    }),
  }
}

async function ended(lab: LabUnderTest, id: string): Promise<StudyDetail> {
  const detail = await lab.until('study', { id }, (value) => value?.state.kind === 'ended')
  if (detail === null) throw new Error(`no study ${id}`)
  return detail
}

test('with its runs it has ended there too, equal in all that was found; what a branch has in common is not trained again', async () => {
  const [here, there] = labs
  if (here === undefined || there === undefined) throw new Error('no labs')
  const note = (): void => {}
  const study = brief(await studyFrom(['resnet-20'], options, { client: here.client, note }))
  expect(study.variants.map(({ name }) => name)).toEqual(['lr 0.01', 'lr 0.1'])
  const { id } = await here.ask('studies.start', { study })
  const found = await ended(here, id)

  const { vary: _, ...unvaried } = options
  const branch = await branchFrom(study.name, { ...unvaried, seeds: [1, 2], without: ['lr 0.01'] }, { client: here.client, note })
  expect(branch).toMatchObject({ branchedFrom: { id, name: study.name }, pairs: [], seeds: [1, 2] })
  const branched = await ended(here, (await here.ask('studies.start', { study: branch })).id)
  expect(branched.counts).toMatchObject({ all: 2, ended: 2, taken: 1 })

  const told: object[] = []
  const { client } = here
  const keep = {
    withLab: <T>(use: (client: LabUnderTest['client']) => Promise<T>) => use(client),
    tell: (event: object) => void told.push(event),
    note,
    onInterrupt: () => {},
    now: () => 0,
    json: true,
  }
  const out = join(folder, 'exported')
  expect(await exportStudy(here.client, id, out, { runs: true, figures: ['svg'], pdf: false, keep })).toBe(0)
  await importStudy(out, { client: there.client, tell: keep.tell, onInterrupt: () => {} })
  expect(told.at(-1)).toEqual({ event: 'imported', study: id, outcome: 'new', missing: 0 })
  const arrived = await ended(there, id)
  expect(arrived.study).toEqual(found.study)
  expect(arrived.outcomes).toEqual(found.outcomes)
  expect(arrived.verdicts).toEqual(found.verdicts)
  expect(arrived.cells.map(({ run }) => run?.record.id)).toEqual(found.cells.map(({ run }) => run?.record.id))
  await importStudy(out, { client: there.client, tell: keep.tell, onInterrupt: () => {} })
  expect(told.at(-1)).toMatchObject({ outcome: 'there', missing: 0 })
}, 180_000)
