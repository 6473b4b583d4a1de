/** What the numbers of a first batch are said to mean. Oracle: numbers made up so that the answer is plain. */
import { describe, expect, test } from 'vitest'
import type { FirstBatchLayer } from '../../../core/graph/first-batch.ts'
import { findings, verdict, type Finding } from '../../../core/graph/first-batch-findings.ts'

interface Depth {
  std: number
  /** Norm of the gradient by weights of norm 2. */
  gradient: number
  dead?: number
  open?: number
  weightNorm?: number
}

/** A weighted layer and its ReLU for each depth. */
function network(depths: readonly Depth[]): FirstBatchLayer[] {
  return depths.flatMap(({ std, gradient, dead = 0, open = 0, weightNorm = 2 }, index): FirstBatchLayer[] => {
    const common = {
      depth: index + 1,
      isOnMainPath: true,
      shape: [4] as const,
      mean: 0,
      std,
      imageStd: std,
      gradientNorm: gradient,
    }
    const none = { weightGradientNorm: null, weightNorm: null, deadShare: null, openShare: null }
    return [
      {
        ...common,
        ...none,
        name: `conv${index + 1}`,
        label: 'conv 3×3',
        isWeighted: true,
        weightGradientNorm: gradient,
        weightNorm,
      },
      { ...common, ...none, name: `relu${index + 1}`, label: 'ReLU', isWeighted: false, deadShare: dead, openShare: open },
    ]
  })
}

const good: Depth = { std: 1, gradient: 0.5, dead: 0.01, open: 0.02 }
const repeat = (times: number, depth: Depth): Depth[] => Array.from({ length: times }, () => depth)

function found(depths: readonly Depth[], { loss = 2.3, nearest = 0.8, images = 128 as number | null } = {}) {
  const all = findings({ layers: network(depths), loss, correlations: [nearest, 0.1] }, images)
  return { all, of: (about: Finding['about']) => all.find((finding) => finding.about === about), verdict: verdict(all) }
}

test('a network whose numbers keep their size is sound', () => {
  const { all, verdict } = found(repeat(20, good))
  expect(all.map(({ about, state }) => `${about} ${state}`)).toEqual([
    'responses sound',
    'units sound',
    'gradients sound',
    'neighbours sound',
  ])
  expect(verdict).toBe('sound')
})

test('layers that give less than a thousandth of the first are counted', () => {
  const { of, verdict } = found([...repeat(39, good), ...repeat(60, { ...good, std: 1e-9 }), good])
  expect(of('responses')).toMatchObject({
    state: 'broken',
    text: "Of 99 layers, 60 give less than a thousandth of the first one's std: std 1 at the first, 1.0e−9 at the last.",
  })
  expect(verdict).toBe('vanishing')
})

test('so are those that give a thousand times as much', () => {
  expect(found([good, good, { ...good, std: 2000 }, good]).of('responses')).toMatchObject({ word: 'exploding' })
})

describe('units that never switch', () => {
  const stuck: Depth = { ...good, dead: 0.46, open: 0.39 }

  test('make the network dead where the last layer has them', () => {
    expect(found([good, stuck, stuck]).of('units')).toMatchObject({
      state: 'broken',
      word: 'dead',
      text: "In 2 of 3 rectifying layers more than half of all units never switch: of the last one's, 46 % are 0 for every image and 39 % for none.",
    })
  })

  test('strain it where only others have', () => {
    expect(found([good, stuck, good]).of('units')).toMatchObject({ state: 'strained', word: 'partly dead' })
  })

  test('say nothing over a few images, or over noise', () => {
    expect(found([good, stuck], { images: 8 }).of('units')).toBeUndefined()
    expect(found([good, stuck], { images: null }).of('units')).toBeUndefined()
  })
})

describe('gradients', () => {
  test('that grow towards the image explode, those that shrink vanish', () => {
    const deep = [1e6, 1e3, 1].map((gradient) => ({ ...good, gradient }))
    expect(found(deep).of('gradients')).toMatchObject({
      word: 'exploding gradients',
      text: "Gradients of 3 layers differ by up to 1.0e6 times: relative to its weights, the gradient of the first layer is 1.0e6 times the last one's.",
    })
    expect(found(deep.toReversed()).of('gradients')).toMatchObject({ word: 'vanishing gradients' })
  })

  test('that are 0 reach nothing', () => {
    expect(found([{ ...good, gradient: 0 }, good, good]).of('gradients')).toMatchObject({
      state: 'broken',
      text: 'No gradient reaches the weights of 1 of 3 layers.',
    })
  })

  test('that are held back by branches that begin at zero are as designed', () => {
    const { of, verdict } = found([good, { ...good, gradient: 0 }, { ...good, std: 0, weightNorm: 0 }, good])
    expect(of('gradients')).toMatchObject({ state: 'sound', text: expect.stringContaining('that of 1 others back') as string })
    expect(verdict).toBe('sound')
  })
})

test('neighbours whose gradients do not correlate are shattered, and those without one have none', () => {
  expect(found(repeat(3, good), { nearest: -0.004 }).of('neighbours')).toMatchObject({
    state: 'strained',
    word: 'shattered',
    text: 'Gradients at neighbouring images correlate by 0.00: they are as good as white noise.',
  })
  expect(found(repeat(3, good), { nearest: NaN }).of('neighbours')).toMatchObject({ state: 'broken', word: 'no gradient' })
})

test('what is not finite is named, and nothing else is said', () => {
  expect(found([good, { ...good, std: Infinity }, good]).all).toMatchObject([{ text: 'The output of conv2 is not finite.' }])
  expect(found(repeat(2, good), { loss: NaN }).all).toMatchObject([{ text: 'The loss is not finite.' }])
  expect(found([good, { ...good, gradient: NaN }, good]).all).toMatchObject([{ text: 'The gradient of relu2 is not finite.' }])
})

test('a network of one layer and one of none are judged without a fall', () => {
  expect(found([good]).all.map(({ about }) => about)).toEqual(['units', 'neighbours'])
  expect(found([]).verdict).toBe('sound')
})
