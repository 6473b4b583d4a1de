/** Studies of one's own: designs × recipes × values, and copies with changes. */
import { expect, test } from 'vitest'
import { branchChangesSchema, branchOf, type BranchChanges } from '../../../core/study/branch.ts'
import { ownStudy, ownStudySchema, type OwnStudy } from '../../../core/study/own.ts'
import { studyProblems, studySchema, type Study } from '../../../core/study/study.ts'
import { readVaried } from '../../../core/sweep/vary.ts'
import { preset, recipePreset } from '../renderer-runs/samples.ts'

const images = { trainCount: 50_000, height: 32 }
const { recipe: quick } = recipePreset('quick')
const { recipe: short } = recipePreset('short')

function asked(changes: Partial<OwnStudy> = {}, ...vary: string[]): OwnStudy {
  const fields = vary.map((text) => {
    const read = readVaried(text)
    if (!read.ok) throw new Error(read.reason)
    return read.varied
  })
  return ownStudySchema.parse({
    name: 'own',
    question: 'What matters?',
    designs: [preset('resnet-20')],
    recipes: [quick],
    fields,
    dataset: 'cifar10',
    seeds: [1, 2],
    ...changes,
  })
}

function made(own: OwnStudy): Study {
  const result = ownStudy(own, images)
  if (!result.ok) throw new Error(result.problems.join(' '))
  return result.study
}

test('a grid makes a variant of each combination, compared with the first', () => {
  const study = made(asked({}, 'lr=0.01,0.1', 'stage.shortcut=A,none'))
  expect(study.variants.map(({ name, group }) => [name, group])).toEqual([
    ['lr 0.01, stage.shortcut A', 'lr 0.01'],
    ['lr 0.01, stage.shortcut none', 'lr 0.01'],
    ['lr 0.1, stage.shortcut A', 'lr 0.1'],
    ['lr 0.1, stage.shortcut none', 'lr 0.1'],
  ])
  expect(study.variants.map(({ recipe }) => 'initial' in recipe.learningRate && recipe.learningRate.initial)).toEqual([
    0.01, 0.01, 0.1, 0.1,
  ])
  expect(study.variants[1]?.architecture.stages.map((stage) => 'shortcut' in stage && stage.shortcut)).toEqual([
    'none',
    'none',
    'none',
  ])
  expect(study.pairs.map(({ first, second, by }) => [first, second, by])).toEqual(
    study.variants.slice(1).map(({ name }) => [name, study.variants[0]?.name, 'error']),
  )
  expect(studySchema.parse(JSON.parse(JSON.stringify(study)))).toEqual(study)
  expect(studyProblems(study)).toEqual([])
})

test('several designs and recipes are variants by themselves, under their own names', () => {
  const study = made(asked({ designs: [preset('resnet-20'), preset('plain-20')], recipes: [quick, short] }))
  expect(study.variants.map(({ name, recipe }) => [name, recipe.length.value])).toEqual([
    ['ResNet-20, quick', 400],
    ['ResNet-20, short', 30],
    ['plain-20, quick', 400],
    ['plain-20, short', 30],
  ])
  expect(made(asked()).variants.map(({ name }) => name)).toEqual(['ResNet-20'])
})

test('draws follow from their seed alone; equal ones are one variant', () => {
  const random = { method: 'random', draws: 12, drawSeed: 3 } as const
  const names = (own: OwnStudy): string[] => made(own).variants.map(({ name }) => name)
  expect(names(asked(random, 'lr=0.01..1 log'))).toEqual(names(asked(random, 'lr=0.01..1 log')))
  expect(names(asked(random, 'lr=0.01..1 log'))).not.toEqual(names(asked({ ...random, drawSeed: 4 }, 'lr=0.01..1 log')))
  const few = names(asked(random, 'batch=64,128'))
  expect([...few].sort()).toEqual(['batch 128', 'batch 64'])
})

test('what cannot be trained together is left out with why, and what cannot be at all is refused with what to do', () => {
  const study = made(asked({}, 'batch=128,60000'))
  expect(study.variants.map(({ name }) => name)).toEqual(['batch 128'])
  expect(study.leftOut).toHaveLength(1)
  expect(study.leftOut[0]?.name).toBe('batch 60000')
  const refused = (own: OwnStudy): string => {
    const result = ownStudy(own, images)
    return result.ok ? '' : result.problems.join(' ')
  }
  expect(refused(asked({}, 'nothing=1,2'))).toMatch(/^There is no field nothing to vary/)
  expect(refused(asked({}, 'lr=0.01..1/11', 'weight-decay=0.0001..0.001/11'))).toMatch(
    /^It comes to 101 variants, and a study has 100/,
  )
  expect(refused(asked({}, 'batch=60000,70000'))).toMatch(/batch 60000/)
})

test('an error to reach compares steps too', () => {
  const study = made(asked({ reach: 0.4 }, 'lr=0.01,0.1'))
  expect(study.pairs.map(({ by }) => by)).toEqual(['error', 'steps'])
})

test('pairs are each with the first, each with each, none, or those named; by every measure asked', () => {
  const couples = (changes: Partial<OwnStudy>): string[] =>
    made(asked(changes, 'batch=32,64,128')).pairs.map(({ first, second, by }) => `${first} ${second} ${by}`)
  expect(couples({ by: ['trains'] })).toEqual(['batch 64 batch 32 trains', 'batch 128 batch 32 trains'])
  expect(couples({ compare: 'all' })).toEqual(['batch 64 batch 32 error', 'batch 128 batch 32 error', 'batch 128 batch 64 error'])
  expect(couples({ compare: 'none' })).toEqual([])
  const pair = { first: 'batch 128', second: 'batch 64', by: 'error', expects: 'lower' } as const
  expect(made(asked({ pairs: [pair] }, 'batch=64,128')).pairs).toEqual([pair])
  const refused = ownStudy(asked({ pairs: [{ ...pair, second: 'batch 1' }], by: ['steps'] }, 'batch=64,128'), images)
  expect(refused).toEqual({
    ok: false,
    problems: ['It compares batch 1, which is none of its variants: they are batch 64, batch 128.'],
  })
  expect(ownStudy(asked({ by: ['steps'] }, 'batch=64,128'), images)).toMatchObject({ ok: false })
})

test('a field with one value is set in all variants, and none is called by it', () => {
  const study = made(asked({}, 'batch=32', 'lr=0.01,0.1'))
  expect(study.variants.map(({ name, recipe }) => [name, recipe.batchSize])).toEqual([
    ['lr 0.01', 32],
    ['lr 0.1', 32],
  ])
  expect(made(asked({}, 'batch=32')).variants.map(({ name }) => name)).toEqual(['ResNet-20'])
})

test('a branch is the study with changes, and says of which it is', () => {
  const study = { ...made(asked({}, 'lr=0.01,0.05,0.1')), scale: 'glance' as const }
  const branch = (changes: Partial<BranchChanges>): Study => branchOf('id', study, branchChangesSchema.parse(changes))
  expect(branch({})).toEqual({ ...study, name: 'own, branch', branchedFrom: { id: 'id', name: 'own' } })
  const less = branch({ without: ['lr 0.01'], seeds: [7], reach: 0.3, name: 'less' })
  expect(less.variants.map(({ name }) => name)).toEqual(['lr 0.05', 'lr 0.1'])
  expect(less).toMatchObject({ pairs: [], seeds: [7], reach: 0.3, name: 'less', scale: 'glance' })
  const half = branch({ precision: 'bfloat16' })
  expect(half.variants.map(({ recipe }) => recipe.precision)).toEqual(['bfloat16', 'bfloat16', 'bfloat16'])
  expect(half.scale).toBeNull()
})
