/** What is measured inside networks, as the window's figures: which answer a question has, and what is drawn of it. */
import { describe, expect, test } from 'vitest'
import type { KeptInspection } from '../../../core/inspect/kept.ts'
import type { Inspected } from '../../../renderer/views/inspect/inspected.ts'
import { aloneSeries, swappedSeries, togetherSeries } from '../../../renderer/views/inspect/lesions/lesion-series.ts'
import { agreementMatrix } from '../../../renderer/views/inspect/predictions/ensemble-figures.ts'
import { confusionMatrix } from '../../../renderer/views/inspect/predictions/confusion-matrix.ts'
import { heatOf, matrixTable } from '../../../renderer/views/inspect/plot/matrix.ts'
import { placed, seriesTable } from '../../../renderer/views/inspect/plot/series.ts'
import { countAxis, depthAxis, errorAxis, logAxis } from '../../../renderer/views/inspect/plot/axes.ts'
import { plotMarks } from '../../../renderer/views/inspect/plot/series-marks.ts'
import { responseSeries, waySeries, weightSeries } from '../../../renderer/views/inspect/gradients/gradient-series.ts'
import { answerTo, askedBefore, askedOf, stepOf, usualOptions } from '../../../renderer/views/inspect/question.ts'
import { depthSeries, sortedSeries } from '../../../renderer/views/inspect/responses/response-series.ts'

const basis = { images: 100, device: 'CPU', precision: 'float32', measuredAt: 1, tookMs: 2 }
const of = { id: 'run', name: 'ResNet-20', stroke: { colour: '--run-1', dash: null, marker: null }, dataset: 'mnist' } as const
const imageOptions = { split: 'test', images: 100, seed: 1 } as const

const lesions: Inspected<'lesions'> = {
  ...of,
  kept: {
    ...basis,
    kind: 'lesions',
    step: 4,
    options: { ...imageOptions, draws: 2, most: 2 },
    result: {
      whole: { error: 0.1, loss: 1 },
      alone: [
        { name: 'stage1.block1', depth: 3, isResidual: true, error: 0.2, loss: 1 },
        { name: 'stage1.block2', depth: 5, isResidual: true, error: 0.3, loss: null },
      ],
      together: [
        { blocks: ['a', 'b'], error: 0.4, loss: 1 },
        { blocks: ['a'], error: 0.2, loss: 1 },
        { blocks: ['b', 'c'], error: 0.6, loss: 1 },
      ],
      swapped: [{ pairs: 1, tau: -0.5, error: 0.7, loss: 1 }],
    },
  },
}

describe('a question', () => {
  const predictions: KeptInspection<'predictions'> = {
    ...basis,
    kind: 'predictions',
    step: 4,
    options: imageOptions,
    result: { error: 0.5, loss: 1, classes: ['a', 'b'] },
  }
  const question = { kind: 'predictions', options: { seed: 1, images: 100, split: 'test' }, checkpoint: 'last' } as const

  test('has the answer of its step and options, in whatever order they stand', () => {
    expect(answerTo(question, 4, [lesions.kept, predictions])).toBe(predictions)
    expect(answerTo(question, 5, [predictions])).toBeNull()
    expect(answerTo({ ...question, options: { ...question.options, images: null } }, 4, [predictions])).toBeNull()
    expect(answerTo({ ...question, kind: 'responses' }, 4, [predictions])).toBeNull()
  })

  test('begins with what is usual, and is not asked with what is not taken', () => {
    expect(usualOptions('lesions')).toEqual({ split: 'test', images: null, seed: 1, draws: 5, most: 10 })
    expect(askedOf({ ...question, options: usualOptions('predictions') })).not.toBeNull()
    expect(askedOf({ ...question, options: { ...question.options, images: 0 } })).toBeNull()
  })

  test('is of the newest checkpoint, the best one, or a step', () => {
    const checkpoints = [
      { step: 8, kept: ['last'] },
      { step: 4, kept: ['best'] },
    ].map((one) => ({ ...one, bytes: 1, time: 1 }) as never)
    expect(stepOf('last', checkpoints)).toBe(8)
    expect(stepOf('best', checkpoints)).toBe(4)
    expect(stepOf(2, checkpoints)).toBe(2)
    expect(stepOf('best', [])).toBeNull()
  })

  test('that was asked of several runs stands once, the newest first', () => {
    const newer = { ...predictions, step: 8, measuredAt: 9 }
    expect(askedBefore('predictions', [predictions, { ...predictions }, newer, lesions.kept])).toEqual([newer, predictions])
  })
})

describe('lesions', () => {
  test('are a point a block, the mean of the draws of each number with its spread, and a point a draw of swaps', () => {
    expect(aloneSeries(lesions).points.map(({ x, y }) => [x, y])).toEqual([
      [3, 0.2],
      [5, 0.3],
    ])
    const [one, two] = togetherSeries(lesions).points
    expect(one).toEqual({ x: 1, y: 0.2, name: 'without 1 block, mean of 1 draw' })
    expect(two?.y).toBeCloseTo(0.5, 12)
    expect(two?.high).toBeCloseTo(0.5 + Math.SQRT2 / 10, 12)
    expect(swappedSeries(lesions).points).toEqual([{ x: -0.5, y: 0.7, name: '1 pair swapped, τ −0.50' }])
  })
})

describe('responses', () => {
  const layer = (name: string, depth: number, kernel: number | null, std: number | null) => ({
    name,
    depth,
    kernel,
    std,
    mean: 0,
  })
  const run = (layers: ReturnType<typeof layer>[]): Inspected<'responses'> => ({
    ...of,
    kept: { ...basis, kind: 'responses', step: 4, options: imageOptions, result: { layers, blocks: [] } },
  })
  const layers = [layer('a', 1, 3, 1), layer('b', 2, 1, 9), layer('c', 3, 3, 4), layer('d', 4, 3, null)]

  test('are those of the 3×3 layers; of a network without them, of all', () => {
    expect(depthSeries(run(layers)).points.map(({ name }) => name)).toEqual(['a', 'c', 'd'])
    expect(depthSeries(run([layer('b', 2, 1, 9)])).points.map(({ name }) => name)).toEqual(['b'])
  })

  test('sorted begin with the largest, and leave out what is not finite', () => {
    expect(sortedSeries(run(layers)).points.map(({ x, y, name }) => [x, y, name])).toEqual([
      [1, 4, 'c'],
      [2, 1, 'a'],
    ])
  })
})

describe('matrices', () => {
  const errors = {
    error: 0.4,
    loss: 1,
    images: 5,
    unsaid: 0,
    classes: ['cat', 'dog'],
    confusion: { counts: Int32Array.of(2, 1, 1, 1), precision: [], recall: [] },
    calibration: { bins: [], expectedError: 0 },
    wrong: [],
  }

  test('of confusion colour what is wrong, and say counts or shares of a row', () => {
    const counts = confusionMatrix(errors, 'counts')
    expect(counts.cells[0]?.map(({ text }) => text)).toEqual(['2', '1'])
    expect(counts.cells.map((row) => row.map(heatOf))).toEqual([
      [0, 4],
      [6, 0],
    ])
    expect(counts.cells[1]?.[0]?.label).toBe('dog, taken for cat: 1 image, 50.0 %')
    expect(confusionMatrix(errors, 'shares').cells[0]?.[1]?.text).toBe('33.3 %')
    expect(matrixTable(counts)).toBe('is / taken for,cat,dog\r\ncat,2,1\r\ndog,1,1\r\n')
  })

  test('of a class without images have no shares, and say that there are none', () => {
    const without = { ...errors, confusion: { counts: Int32Array.of(2, 1, 0, 0), precision: [], recall: [] } }
    const { cells } = confusionMatrix(without, 'shares')
    expect(cells.map((row) => row.map(({ text }) => text))).toEqual([
      ['66.7 %', '33.3 %'],
      ['–', '–'],
    ])
    expect(cells[1]?.map(({ label }) => label)).toEqual([
      'dog, taken for cat: –, as there is no image of dog',
      'dog, taken for it: –, as there is no image of dog',
    ])
    expect(confusionMatrix(without, 'counts').cells[1]?.map(({ text }) => text)).toEqual(['0', '0'])
  })

  test('of agreement are strongest where two agree least', () => {
    const { cells } = agreementMatrix(['a', 'b', 'c'], {
      errors: [],
      byMembers: [],
      agreement: [
        [1, 0.9, 0.5],
        [0.9, 1, 0.7],
        [0.5, 0.7, 1],
      ],
    })
    expect(cells[0]?.map(({ strength }) => strength)).toEqual([0, 0, 1])
  })
})

test('an axis of whole numbers has no ticks between them, and a name with a comma is one cell of the values', () => {
  const series = [{ ...togetherSeries(lesions), name: 'ResNet-20, seed 1' }]
  const box = { left: 0, right: 800, top: 0, bottom: 200 }
  expect(placed(series, [], box, { whole: true }, {}).x.ticks).toEqual([0, 1, 2])
  expect(placed(series, [], box, {}, {}).x.ticks.length).toBeGreaterThan(3)
  expect(seriesTable(series, [], countAxis('blocks'), errorAxis).split('\r\n')[1]).toBe(
    '"ResNet-20, seed 1","without 1 block, mean of 1 draw",1,0.2,,',
  )
})

describe('gradients', () => {
  const measured = (branch: number) => ({
    loss: 1,
    error: 0.5,
    layers: [
      { name: 'stem.conv', depth: 1, byWeights: 2, byResponse: 3 },
      { name: 'head.classes', depth: 2, byWeights: 4, byResponse: null },
    ],
    blocks: [{ name: 'stage1.block1', depth: 3, branch, shortcut: 1 }],
  })
  const run: Inspected<'gradients'> = {
    ...of,
    kept: {
      ...basis,
      kind: 'gradients',
      step: 4,
      options: { ...imageOptions, split: 'train' },
      result: { batch: 32, initial: measured(5), trained: measured(0) },
    },
  }

  test('through branch and shortcut are two lines of a run, told apart by shape; the scores are no response', () => {
    expect(waySeries(run, 'initial').map(({ name, isRing, points }) => [name, isRing, points[0]?.y])).toEqual([
      ['branch, ResNet-20', false, 5],
      ['shortcut, ResNet-20', true, 1],
    ])
    expect(responseSeries(run, 'trained').points).toHaveLength(1)
    expect(weightSeries(run, 'trained').points).toHaveLength(2)
  })

  test('on a logarithmic axis what is zero is not drawn, and does not move the axis', () => {
    const contents = { x: depthAxis, y: logAxis('norm'), series: waySeries(run, 'trained'), levels: [], shares: false }
    const { dots, scales } = plotMarks(contents, { left: 0, right: 100, top: 0, bottom: 100 })
    expect(dots.map(({ label }) => label)).toEqual(['shortcut, ResNet-20, stage1.block1, shortcut: 1'])
    expect(scales.y.min).toBeGreaterThan(0.5)
  })
})
