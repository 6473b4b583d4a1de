/** Plans of sweeps: what can be varied, how it is typed, and the runs that a trial comes to. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { cellKey } from '../../../core/plan/cell.ts'
import { forecastOf, type ForeseenRun } from '../../../core/plan/forecast.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import { sweepPlanSchema, type SweepPlan } from '../../../core/sweep/plan.ts'
import { spaceOf, spaceProblems, sweepFields } from '../../../core/sweep/space.ts'
import { cellsOfTrial } from '../../../core/sweep/trial-cell.ts'
import { rangeText, readRange, readVaried } from '../../../core/sweep/vary.ts'

const images = { trainCount: 50_000, height: 32 }
const preset = await loadPreset('resnet-20')
const recipe = recipePresets().find(({ datasets }) => datasets.includes('cifar10'))?.recipe
if (!preset || !recipe) throw new Error('no preset, no recipe')

const planOf = (varied: readonly string[], more: Partial<SweepPlan> = {}): SweepPlan => ({
  ...sweepPlanSchema.parse({
    format: 'stagecraft-sweep',
    version: 1,
    name: 'sweep',
    architecture: preset,
    dataset: 'cifar10',
    recipe,
    fields: varied.flatMap((text) => {
      const read = readVaried(text)
      if (!read.ok) throw new Error(read.reason)
      return read.varied
    }),
    method: 'random',
    trials: 10,
    seeds: [3, 4],
  }),
  ...more,
})

test('a trial is its values in recipe and design, once for each seed', () => {
  const plan = planOf([
    'lr=0.01..1 log',
    'batch=32,64',
    'family-depth=3..9',
    'shortcut-option=A,B',
    'stage1.width=16,24',
    'optimizer=sgd,lars',
  ])
  expect(spaceProblems(plan)).toEqual([])
  const values = { lr: 0.05, batch: 64, 'family-depth': 5, 'shortcut-option': 'B', 'stage1.width': 24, optimizer: 'lars' }
  const made = cellsOfTrial(plan, 7, values, images)
  if (!made.ok) throw new Error(made.reason)
  expect(made.cells.map(({ name, recipe: { seed } }) => [name, seed])).toEqual([
    ['sweep, trial 7, seed 3', 3],
    ['sweep, trial 7, seed 4', 4],
  ])
  const [cell] = made.cells
  expect(cell?.recipe).toMatchObject({ batchSize: 64, learningRate: { initial: 0.05 }, optimizer: { kind: 'lars' } })
  expect(cell?.architecture.stages.map(({ blocks, width }) => [blocks, width])).toEqual([
    [5, 24],
    [5, 32],
    [5, 64],
  ])
  expect(cell?.architecture.stages.every((stage) => 'shortcut' in stage && stage.shortcut === 'B')).toBe(true)
})

test('a value that has no effect beside the others changes nothing: AdamW has no momentum', () => {
  const plan = planOf(['lr=0.001,0.1', 'optimizer=sgd,adamw', 'momentum=0.5..0.9'])
  const made = cellsOfTrial(plan, 1, { lr: 0.001, optimizer: 'adamw', momentum: 0.6 }, images)
  expect(made.ok && made.cells[0]?.recipe.optimizer.kind).toBe('adamw')
  const other = cellsOfTrial(plan, 2, { lr: 0.1, optimizer: 'sgd', momentum: 0.6 }, images)
  expect(other.ok && other.cells[0]?.recipe.optimizer).toMatchObject({ kind: 'sgd', momentum: 0.6 })
})

test('values that cannot be trained say why', () => {
  expect(cellsOfTrial(planOf(['batch=32']), 1, { batch: 60_000 }, images)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('--batch'),
  })
  expect(cellsOfTrial(planOf(['optimizer=adamw']), 1, { optimizer: 'adamw' }, images)).toMatchObject({
    ok: false,
    reason: expect.stringContaining('--lr'),
  })
})

test('what is wrong with a field is said with what it takes', () => {
  const wrong = (text: string) => spaceProblems(planOf([text])).map(({ message }) => message)
  expect(wrong('momentum=0..2')).toEqual([expect.stringContaining('from 0 to 0.9999')])
  expect(wrong('lr=0..1 log')).toEqual([expect.stringContaining('no logarithm')])
  expect(wrong('batch=1.5..4')).toEqual([expect.stringContaining('whole numbers')])
  expect(wrong('optimizer=sgd,adam')).toEqual([expect.stringContaining('it takes sgd, adamw, lars')])
  expect(wrong('shortcut-option=1..2')).toEqual([expect.stringContaining('no number')])
  expect(wrong('depth=1')).toEqual([expect.stringContaining('no field depth')])
  expect(spaceProblems(planOf(['lr=0.1', 'lr=0.2']))).toHaveLength(1)
})

test('every field that is offered can be set to what it is, and to each of its choices', () => {
  const plan = planOf(['lr=0.1'])
  for (const field of sweepFields(plan)) {
    const choices = field.takes.kind === 'choice' ? field.takes.values.map(({ value }) => value) : []
    for (const value of [...(field.now === null ? [] : [field.now]), ...choices]) {
      const made = cellsOfTrial(
        { ...plan, fields: [{ field: field.id, range: { kind: 'choice', values: [value] } }] },
        1,
        { [field.id]: value },
        images,
      )
      // What cannot be trained says which field it is, or which stage does not fit.
      if (!made.ok) expect(made.reason.length).toBeGreaterThan(10)
      else expect(made.cells).toHaveLength(2)
    }
  }
})

test('a range reads as it is written', () => {
  const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Number(value.toPrecision(4)) + 0)
  fc.assert(
    fc.property(finite, finite, fc.boolean(), fc.integer({ min: 2, max: 100 }), (from, to, log, points) => {
      const range = { kind: 'number' as const, from, to, log, points }
      expect(readRange(rangeText(range))).toEqual({ ok: true, range })
    }),
  )
  expect(readRange('150,180|150')).toEqual({ ok: true, range: { kind: 'choice', values: ['150,180', 150] } })
  expect(readRange('sgd, lars')).toEqual({ ok: true, range: { kind: 'choice', values: ['sgd', 'lars'] } })
  for (const text of ['', 'a..b', '1..2/1', ',']) expect(readRange(text).ok).toBe(false)
})

test('decimal commas are read as such, or refused; never as two numbers', () => {
  const commas = planOf(['lr=0,01; 0,1', 'momentum=0,5..0,9'])
  expect([...spaceOf(commas).values()]).toMatchObject([
    { kind: 'choice', values: [0.01, 0.1] },
    { kind: 'number', from: 0.5, to: 0.9 },
  ])
  expect(readRange('0,01')).toEqual({ ok: false, reason: expect.stringContaining('type 0.01, or 0, 01 with a space') as string })
  expect(readRange('0,01, 0,1').ok).toBe(false)
  expect(readRange('0, 1')).toEqual({ ok: true, range: { kind: 'choice', values: [0, 1] } })
  expect(readRange('0,0.1,0.2')).toEqual({ ok: true, range: { kind: 'choice', values: [0, 0.1, 0.2] } })
})

test('a plan that was written as a file is the same when it is read', () => {
  const plan = planOf(['lr=0.01..1/5 log', 'batch=32,64'], { pruning: { kind: 'halving', factor: 3, from: 0.1 }, timeMs: 1000 })
  expect(sweepPlanSchema.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan)
  expect([...spaceOf(plan).keys()]).toEqual(['lr', 'batch'])
})

test('runs are equal whatever they are called and wherever they train, and differ by their seed', () => {
  const cell = { architecture: preset, dataset: 'cifar10' as const, recipe }
  const renamed = { ...cell, architecture: { ...preset, name: 'other' }, recipe: { ...recipe, name: 'other', basedOn: 'it' } }
  expect(cellKey(renamed)).toBe(cellKey(cell))
  expect(cellKey({ ...cell, recipe: { ...recipe, seed: recipe.seed + 1 } })).not.toBe(cellKey(cell))
  const turned = { ...cell, recipe: Object.fromEntries(Object.entries(recipe).reverse()) as typeof recipe }
  expect(cellKey(turned)).toBe(cellKey(cell))
})

test('a forecast adds up what is trained, leaves out what is there, and says what is not known', () => {
  const run: ForeseenRun = {
    recipe: { ...recipe, evaluation: { unit: 'steps', value: 100 } },
    totalSteps: 1000,
    stepsPerEpoch: 391,
    parameters: 1_000_000,
    predicted: { stepMs: 20, peakBytes: 5e8 },
    there: false,
  }
  const forecast = forecastOf([run, run, { ...run, there: true }], 6)
  expect(forecast).toMatchObject({
    runs: 6,
    there: 2,
    steps: 4000,
    trainingMs: 80_000,
    evaluations: 40,
    peakBytes: 5e8,
    energy: null,
    countedFrom: 3,
  })
  expect(forecastOf([run, { ...run, predicted: null }], 2)).toMatchObject({ trainingMs: null, peakBytes: null, steps: 2000 })
})
