/** Files of studies that cannot be taken: each says why, and none is half read. */
import { expect, test } from 'vitest'
import { readKeptStudy, readStudy } from '../../../core/study/study-file.ts'
import { studyProblems } from '../../../core/study/study.ts'
import { ownStudy } from '../../own-study.ts'
import { preset, recipePreset } from '../renderer-runs/samples.ts'

const variant = {
  published: null,
  publishedAs: null,
  name: 'ResNet-20',
  group: 'ResNet',
  architecture: preset('resnet-20'),
  recipe: recipePreset('quick').recipe,
}
const study = ownStudy({ variants: [variant] })
const kept = { id: 'a-study', study, state: { kind: 'going' }, taken: [], madeAt: 0 }

const reasonOf = (content: unknown): string => {
  const read = readStudy(content)
  return read.ok ? '' : read.reason
}

test('a study is read back as it was written, alone and as it is kept', () => {
  expect(readStudy(JSON.parse(JSON.stringify(study)))).toEqual({ ok: true, value: study })
  expect(readKeptStudy(JSON.parse(JSON.stringify(kept)))).toEqual({ ok: true, value: kept })
})

test('of a newer version, with unknown fields, without seeds, with an impossible design, or none at all: that is said', () => {
  expect(reasonOf({ ...study, version: 2 })).toBe(
    'A newer Stagecraft wrote it (version 2 of the file; this one reads 1). Update Stagecraft, then take it.',
  )
  expect(reasonOf({ ...study, colour: 'blue' })).toBe('Unrecognized key: "colour".')
  expect(reasonOf({ ...study, seeds: [] })).toMatch(/^seeds: /)
  const [stage, ...stages] = variant.architecture.stages
  const architecture = { ...variant.architecture, stages: [{ ...stage, blocks: 0 }, ...stages] }
  expect(reasonOf({ ...study, variants: [{ ...variant, architecture }] })).toMatch(
    /^variants\.0\.architecture\.stages\.0\.blocks: /,
  )
  for (const other of [null, 7, 'study', [], {}, { format: 'stagecraft-sweep', version: 1 }])
    expect(reasonOf(other)).toBe('It is no study of Stagecraft.')
  const newer = readKeptStudy({ ...kept, study: { ...study, version: 3 } })
  expect(newer).toMatchObject({ ok: false, reason: expect.stringContaining('A newer Stagecraft wrote it') as string })
})

test('more seeds or runs than one study keeps are refused with what to do', () => {
  const many = Array.from({ length: 1000 }, (_, seed) => seed)
  expect(studyProblems({ ...study, seeds: many })).toEqual([])
  expect(studyProblems({ ...study, seeds: [...many, 1000] })).toEqual([
    'It comes to 1,001 seeds, and a study has 1,000 at most: begin another for more.',
  ])
  const variants = Array.from({ length: 11 }, (_, at) => ({ ...variant, name: `net ${at}` }))
  expect(studyProblems({ ...study, variants, seeds: many })).toEqual([
    'It comes to 11,000 runs, and a study has 10,000 at most: take fewer seeds or variants.',
  ])
})
