/** The table of runs and their comparison: order, finding, names, depth, and the settings that differ. */
import { describe, expect, it } from 'vitest'
import { lower } from '../../../core/architecture/lower.ts'
import { presetNames } from '../../../core/architecture/presets.ts'
import { analyse } from '../../../core/graph/analysis.ts'
import { depthOf } from '../../../core/architecture/walk-network.ts'
import { onSteps } from '../../../renderer/components/charts/x-axis.ts'
import { runExtent, runMarks, runPanel } from '../../../renderer/views/run/run-panels.ts'
import { cellText as textOfCell, groupCell } from '../../../renderer/views/runs/cells.ts'
import { comparedInside, layerChoices, layerOf } from '../../../renderer/views/runs/compared-inside.ts'
import { compareExtent, dropMarks, valueRows, comparePanel } from '../../../renderer/views/runs/compare-panels.ts'
import { readout, valueAt } from '../../../renderer/components/charts/chart.ts'
import { distinctNames, shortName } from '../../../renderer/views/runs/distinct-names.ts'
import { isRunFound } from '../../../core/api/find-runs.ts'
import { runField } from '../../../core/api/run-query/run-fields.ts'
import type { RunSummary } from '../../../core/store/run.ts'
import { bySeed, newestRunsFirst, runsOf, sortedBy, sortRuns, tableRows } from '../../../renderer/views/runs/table-rows.ts'
import { columnsNamed, differingColumns, usualColumns } from '../../../renderer/views/runs/run-columns.ts'
import { rowWindow, scrollToRow } from '../../../renderer/components/virtual-rows.ts'
import { measuredPace } from '../../../renderer/views/train/measured-pace.ts'
import { preset, recipePreset, runRecord, runSummary } from './samples.ts'

const bySteps = { per: 1, place: onSteps(1) }

describe('depth', () => {
  it('is for every preset what analysing its layers gives', async () => {
    for (const name of await presetNames()) {
      const lowered = lower(preset(name))
      expect(lowered.ok).toBe(true)
      if (lowered.ok) expect(depthOf(preset(name)), name).toBe(analyse(lowered.graph).depth)
    }
  })
})

const field = (id: string) => {
  const found = runField(id)
  if (found === null) throw new Error(`no field ${id}`)
  return found
}
const cellText = (run: RunSummary, id: string): string => textOfCell(run, field(id), 0)
const findRuns = (runs: readonly RunSummary[], asked: string): RunSummary[] => runs.filter((run) => isRunFound(run, asked))

describe('order', () => {
  const runs = [
    runSummary({ id: 'a', name: 'resnet-110', createdAt: 1 }, undefined, { testError: 0.0661 }),
    runSummary({ id: 'b', name: 'resnet-20', createdAt: 2 }, { kind: 'queued', position: 1 }, { testError: null }),
    runSummary({ id: 'c', name: 'plain-56', createdAt: 3, architecture: preset('plain-56') }, undefined, { testError: 0.13 }),
    runSummary({ id: 'd', name: 'resnet-56', createdAt: 4 }, undefined, { testError: 0.0697 }),
  ]
  const ids = (sorted: readonly { record: { id: string } }[]): string => sorted.map((run) => run.record.id).join('')

  it('is newest first to begin with', () => {
    expect(ids(sortRuns(runs, newestRunsFirst))).toBe('dcba')
  })

  it('puts missing values last both ways', () => {
    expect(ids(sortRuns(runs, { column: 'error', direction: 'ascending' }))).toBe('adcb')
    expect(ids(sortRuns(runs, { column: 'error', direction: 'descending' }))).toBe('cdab')
  })

  it('sorts numbers in names by their size', () => {
    expect(ids(sortRuns(runs, { column: 'name', direction: 'ascending' }))).toBe('cbda')
  })

  it('turns around at the second click', () => {
    const once = sortedBy(newestRunsFirst, 'best')
    expect(once).toEqual({ column: 'best', direction: 'ascending' })
    expect(sortedBy(once, 'best').direction).toBe('descending')
  })

  it('finds runs that have every word', () => {
    expect(ids(findRuns(runs, 'RESNET finished'))).toBe('ad')
    expect(ids(findRuns(runs, 'plain'))).toBe('c')
    expect(ids(findRuns(runs, '  '))).toBe('abcd')
    expect(findRuns(runs, 'resnet plain')).toEqual([])
  })

  it('finds runs by the kinds and options of their designs', () => {
    const others = [
      ...runs,
      runSummary({ id: 'e', name: 'one', architecture: preset('se-resnet-50') }),
      runSummary({ id: 'f', name: 'two', architecture: preset('resnext-50-32x4d') }),
      runSummary({ id: 'g', name: 'three', architecture: preset('pre-resnet-164') }),
      runSummary({ id: 'h', name: 'four', architecture: preset('densenet-121') }),
    ]
    expect(ids(findRuns(others, 'SE expansion'))).toBe('e')
    expect(ids(findRuns(others, 'grouped 32'))).toBe('f')
    expect(ids(findRuns(others, 'pre-activation'))).toBe('g')
    expect(ids(findRuns(others, 'concatenated'))).toBe('h')
    expect(ids(findRuns(others, 'option A'))).toBe('abd')
    expect(ids(findRuns(others, 'option A 56'))).toBe('d')
    expect(ids(findRuns(others, 'option B finished'))).toBe('efg')
    expect(ids(findRuns(others, 'seed 1'))).toBe('abcdefgh')
    expect(ids(findRuns(others, 'seed 2'))).toBe('')
  })

  it('orders 10,000 runs, those that are equal newest first', () => {
    const one = runSummary()
    const many = Array.from({ length: 10_000 }, (_, index) => ({
      ...one,
      record: { ...one.record, id: String(index), createdAt: index },
    }))
    expect(sortRuns(many, { column: 'layers', direction: 'ascending' })[0]?.record.id).toBe('9999')
  })
})

describe('cells', () => {
  it('say what is left of a running run and how long an ended one trained, without the days it was paused', () => {
    const minute = 60_000
    const running = runSummary({}, { kind: 'running', step: 10 }, { remainingMs: 79 * minute, endedAt: null })
    expect(cellText(running, 'time')).toBe('1 h 19 min left')
    const ended = runSummary({}, undefined, { startedAt: 0, endedAt: 9000 * minute, trainedMs: 200 * minute })
    expect(cellText(ended, 'time')).toBe('3 h 20 min')
  })

  it('write errors in percent with two decimals, and nothing where nothing was measured', () => {
    expect(cellText(runSummary({}, undefined, { testError: 0.0875 }), 'error')).toBe('8.75')
    expect(cellText(runSummary({}, undefined, { testError: null }), 'error')).toBe('')
  })

  it('count MACs and layers as the literature does', () => {
    expect(cellText(runSummary(), 'macs')).toBe('40.6 M')
    expect(cellText(runSummary({ architecture: preset('resnet-110') }), 'layers')).toBe('110')
  })
})

describe('groups', () => {
  const { recipe } = recipePreset('he-2016-cifar')
  const seeds = [0.08, 0.09, 0.1].map((testError, index) =>
    runSummary(
      { id: `s${index}`, name: `resnet-20, seed ${index}`, createdAt: index, recipe: { ...recipe, seed: index } },
      undefined,
      {
        testError,
      },
    ),
  )
  const plain = runSummary({ id: 'p', architecture: preset('plain-20'), createdAt: 9 }, undefined, { testError: 0.095 })
  const crashed = runSummary(
    { id: 'c', createdAt: 8, recipe: { ...recipe, seed: 7 } },
    { kind: 'crashed', step: 3, reason: '', remedy: '', log: [] },
    { testError: 0.9 },
  )
  const byError = { column: 'error', direction: 'ascending' } as const

  it('take runs together that differ in the seed alone, in the order of their means, and unfold', () => {
    const rows = tableRows([...seeds, plain], byError, bySeed, new Set(), 0)
    expect(rows.map((row) => [row.kind, runsOf(row).length])).toEqual([
      ['group', 3],
      ['run', 1],
    ])
    const [group] = rows
    const open = tableRows([...seeds, plain], byError, bySeed, new Set([group?.id ?? '']), 0)
    expect(open.map((row) => (row.kind === 'run' ? row.id : row.name))).toEqual(['resnet-20', 's0', 's1', 's2', 'p'])
    expect(groupCell(seeds, field('error'), 0)).toMatchObject({ text: '9.00', spread: '± 1.00' })
  })

  it('count only seeds that finished, and show one run as a run', () => {
    const [group] = tableRows([...seeds, crashed], byError, bySeed, new Set(), 0)
    expect(group?.kind === 'group' && [group.runs.length, group.counted.length]).toEqual([4, 3])
    expect(tableRows([plain], byError, bySeed, new Set(), 0).map(({ kind }) => kind)).toEqual(['run'])
  })

  it('are by any field, and say where words differ', () => {
    const rows = tableRows([...seeds, plain], byError, 'shortcut', new Set(), 0)
    expect(rows.map((row) => (row.kind === 'group' ? row.name : row.id))).toEqual(['A', 'p'])
    expect(groupCell(seeds, field('seed'), 0).text).toBe('3 different')
    expect(groupCell(seeds, field('shortcut'), 0).text).toBe('A')
    expect(groupCell(seeds, field('layers'), 0)).toMatchObject({ text: '20', spread: '' })
  })
})

describe('columns', () => {
  it('begin with the name, and leave out what there is not', () => {
    expect(columnsNamed(['error', 'from the future', 'name']).map(({ id }) => id)).toEqual(['name', 'error'])
  })

  it('can be only those in which the runs shown differ', () => {
    const runs = [
      runSummary({ id: 'a' }),
      runSummary({ id: 'b', architecture: preset('plain-20'), name: 'b' }, undefined, { testError: 0.2 }),
    ]
    const ids = differingColumns(columnsNamed(usualColumns), runs).map(({ id }) => id)
    expect(ids).toEqual(['name', 'shortcut', 'curve', 'error'])
    expect(differingColumns(columnsNamed(usualColumns), runs.slice(0, 1)).length).toBe(usualColumns.length)
  })
})

describe('rows in sight', () => {
  it('makes a few more than fit, whatever the number of runs', () => {
    const { first, end } = rowWindow(5_000 * 26, 260, 26, 10_000)
    expect(first).toBeLessThanOrEqual(5_000)
    expect(end).toBeGreaterThanOrEqual(5_010)
    expect(end - first).toBeLessThan(30)
  })

  it('is never beyond the list, even when it has just become shorter', () => {
    expect(rowWindow(10_000, 260, 26, 3)).toEqual({ first: 3, end: 3 })
    expect(rowWindow(0, 260, 26, 0)).toEqual({ first: 0, end: 0 })
  })

  it('scrolls no further than it must', () => {
    expect(scrollToRow(5, 0, 260, 26)).toBe(0)
    expect(scrollToRow(10, 0, 260, 26)).toBe(26)
    expect(scrollToRow(2, 100, 260, 26)).toBe(52)
  })
})

describe('names side by side', () => {
  const { recipe } = recipePreset('he-2016-cifar')
  it('are their own while they differ', () => {
    expect(distinctNames([runRecord({ name: 'a' }), runRecord({ name: 'b' })], 0)).toEqual(['a', 'b'])
  })

  it('say the seed where only that differs', () => {
    const runs = [1, 2].map((seed) => runRecord({ name: 'a', recipe: { ...recipe, seed } }))
    expect(distinctNames(runs, 0)).toEqual(['a, seed 1', 'a, seed 2'])
  })

  it('keep both ends when they are cut', () => {
    const name = shortName('a network with a long name, seed 12', 16)
    expect(name).toHaveLength(16)
    expect(name.startsWith('a net')).toBe(true)
    expect(name.endsWith('seed 12')).toBe(true)
  })
})

describe('comparison', () => {
  const long = { run: runSummary({ id: 'a' }), name: 'a', ...bySteps }
  const short = { run: runSummary({ id: 'b' }, { kind: 'stopped', step: 400 }), name: 'b', ...bySteps }

  it('reaches to the longest run', () => {
    expect(compareExtent([short, long])).toEqual({ from: 0, to: 64_000 })
    expect(compareExtent([{ ...long, per: 391 }]).to).toBeCloseTo(163.68, 2)
  })

  it('marks rate drops that all runs have', () => {
    expect(dropMarks([long, short], false).map((mark) => mark.x)).toEqual([32_000, 48_000])
    const quick = { run: runSummary({ id: 'c', recipe: recipePreset('quick').recipe }), name: 'c', ...bySteps }
    expect(dropMarks([long, quick], false)).toEqual([])
  })

  it('marks by time where each run had come to its drops, with whose they are', () => {
    const slow = { ...long, place: (step: number) => step / 100 }
    const quick = { ...long, name: 'b', place: (step: number) => (step > 40_000 ? NaN : step / 200) }
    expect(dropMarks([slow, quick], true).map(({ x, text }) => [x, text])).toEqual([
      [160, 'rate ÷ 10, b'],
      [320, 'rate ÷ 10, a'],
      [480, 'rate ÷ 10, a'],
    ])
    expect(dropMarks([slow], true).map(({ text }) => text)).toEqual(['rate ÷ 10', 'rate ÷ 10'])
  })

  it('draws what was measured inside at a layer of each run, and says where none has it', () => {
    const column = (...values: number[]): Float64Array => Float64Array.from(values)
    const inside = {
      run: 'a',
      quantity: 'gradientNorm' as const,
      of: 'stem.conv',
      steps: column(10, 20),
      low: column(1, NaN),
      mean: column(1, NaN),
      high: column(1, NaN),
      width: 1,
      measured: 2,
    }
    const asked = { quantity: 'gradientNorm', weight: 1, logarithmic: false } as const
    const panel = comparedInside([long, short], { lines: [inside] }, asked)
    expect(panel.unit).toBe('of the loss by the weights; stem.conv')
    expect(panel.lines.map(({ name, odd }) => [name, odd.map(({ x }) => x)])).toEqual([['a, stem.conv', [20]]])
    expect(valueRows([long, short], panel, (line) => line.y[0] ?? null).map(({ id, train }) => [id, train])).toEqual([
      ['a', 1],
      ['b', null],
    ])
    expect(comparedInside([long], { lines: [] }, asked).unit).toContain('nothing was measured there')
    expect(layerChoices(['stem.conv'], ':head.fc').map(({ label }) => label)).toEqual([
      'first layer',
      'last layer',
      'stem.conv',
      'head.fc',
    ])
    expect(layerOf(':stem.conv')).toEqual({ kind: 'named', name: 'stem.conv' })
  })

  const asError = { measure: 'error', weight: 1, logarithmic: false, how: () => 'each step' } as const
  const curve = (run: string, series: 'testError' | 'trainError', value: number, line = value) => ({
    run,
    series,
    steps: new Float64Array([10]),
    x: new Float64Array([10]),
    low: new Float64Array([value]),
    high: new Float64Array([value]),
    line: new Float64Array([line]),
    recent: new Float64Array([value]),
    width: 1,
    points: 1,
    gaps: [],
    end: 10,
    making: null,
  })

  it('says the mean of the last steps of a training line, however it is smoothed, as the page of the run does', () => {
    const run = runSummary({ id: 'a' })
    for (const smoothed of [0.0188, 0.1032]) {
      const curves = [curve('a', 'trainError', 0.0313, smoothed), curve('a', 'testError', 0.2)]
      const compared = comparePanel([{ run, name: 'a', ...bySteps }], curves, asError)
      const [row] = valueRows([{ run, name: 'a', ...bySteps }], compared, (line) => valueAt(line, null))
      expect(row?.train).toBeCloseTo(3.13, 9)
      const page = runPanel('error', 4, { run, curves, logarithmic: false, ...bySteps, ahead: true, how: 'each step' })
      expect(page.lines[0]).toMatchObject({ y: new Float64Array([smoothed * 100]), endLabel: 'train 3.13' })
      expect(readout(page, 10)).toBe('train 3.13, test 20.00 %')
    }
  })

  it('sorts by test error, runs without one last', () => {
    const curves = [curve('a', 'testError', 0.2), curve('b', 'testError', 0.1), curve('c', 'trainError', 0.05)]
    const compared = ['a', 'b', 'c'].map((id) => ({ run: runSummary({ id }), name: id, ...bySteps }))
    const panel = comparePanel(compared, curves, asError)
    expect(valueRows(compared, panel, (line) => valueAt(line, null)).map((row) => [row.id, row.test])).toEqual([
      ['b', 10],
      ['a', 20],
      ['c', null],
    ])
  })
})

describe('a run’s chart', () => {
  it('grows with a young run instead of showing it as one pixel', () => {
    const { to } = runExtent(runSummary({}, { kind: 'running', step: 100 }), 1)
    expect(to).toBeGreaterThan(100)
    expect(to).toBeLessThan(1_000)
  })

  it('shows a grown run to its planned end', () => {
    expect(runExtent(runSummary({}, { kind: 'running', step: 39_204 }), 1).to).toBe(64_000)
  })

  it('marks the drops that came, and those planned while it can still reach them', () => {
    const running = runMarks(runSummary({}, { kind: 'running', step: 39_204 }), [], onSteps(1))
    expect(running.map(({ x, planned }) => [x, planned])).toEqual([
      [32_000, false],
      [48_000, true],
    ])
    expect(runMarks(runSummary({}, { kind: 'stopped', step: 39_204 }), [], onSteps(1)).map((mark) => mark.x)).toEqual([32_000])
  })
})

describe('pace', () => {
  const { recipe } = runSummary({}).record
  const wanted = { parameters: 269_722, macs: 40_551_040, recipe, dataset: 'cifar10' } as const
  it('is that of the newest run of the same network and data whose step computes as much', () => {
    const runs = [
      runSummary({ id: 'old', createdAt: 1 }, undefined, { stepMs: 200 }),
      runSummary({ id: 'new', createdAt: 2 }, undefined, { stepMs: 180 }),
      runSummary({ id: 'other', createdAt: 3, macs: 1 }, undefined, { stepMs: 5 }),
      runSummary({ id: 'batch', createdAt: 5, recipe: { ...recipe, batchSize: 1 } }, undefined, { stepMs: 7 }),
      runSummary({ id: 'precision', createdAt: 6, recipe: { ...recipe, precision: 'bfloat16' } }, undefined, { stepMs: 8 }),
      runSummary({ id: 'passes', createdAt: 7, recipe: { ...recipe, accumulation: 2 } }, undefined, { stepMs: 9 }),
      runSummary({ id: 'again', createdAt: 8, recipe: { ...recipe, activationCheckpointing: { kind: 'block' } } }, undefined, {
        stepMs: 10,
      }),
      runSummary({ id: 'digits', createdAt: 4, dataset: 'mnist' }, undefined, { stepMs: 6 }),
    ]
    expect(measuredPace(runs, wanted)?.stepMs).toBe(180)
  })

  it('is unknown where nothing like it ran here', () => {
    expect(measuredPace([], wanted)).toBeNull()
  })
})
