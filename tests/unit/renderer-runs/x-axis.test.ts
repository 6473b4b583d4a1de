/** What stands along x, in steps, epochs, images and time. */
import { describe, expect, it } from 'vitest'
import { onLogAxis, panned, zoomed } from '../../../renderer/components/charts/range.ts'
import { pointWords, trainingWords } from '../../../renderer/components/charts/line-words.ts'
import { clockPer, onSteps, placeOfStep, xWords } from '../../../renderer/components/charts/x-axis.ts'
import { runRecord } from './samples.ts'

const record = runRecord({})
const hour = 3_600_000

describe('x', () => {
  it('of a step is itself, its epoch, or the images seen by then', () => {
    const at = (unit: 'step' | 'epoch' | 'images') => onSteps(clockPer(unit, record, 0))(782)
    expect([at('step'), at('epoch'), at('images')]).toEqual([782, 2, 782 * record.recipe.batchSize])
  })

  it('of time is in the largest unit of which there are three', () => {
    const words = (longest: number) => xWords('wall', 1, longest).title
    expect([2000, 200_000, 3 * hour, 80 * hour].map(words)).toEqual(['s', 'min', 'h', 'days'])
    expect(xWords('active', 5, 5 * hour).format(1.5)).toBe('1 h 30 min')
  })

  it('of a step is that of the last entry that it is not before, and unknown beyond the last', () => {
    const curve = { steps: Float64Array.of(10, 20, 40), x: Float64Array.of(1000, 3000, 4000) }
    const place = placeOfStep('active', 1000, curve)
    expect([5, 10, 15, 30, 40].map(place)).toEqual([1, 1, 1, 3, 4])
    expect(place(41)).toBeNaN()
    expect(placeOfStep('wall', 1000, undefined)(1)).toBeNaN()
  })
})

describe('a logarithmic range', () => {
  const extent = { from: 1, to: 10_000 }

  it('is zoomed and moved by equal factors', () => {
    const middle = onLogAxis(extent, extent, (range, all, on) => zoomed(range, 0.5, on(100), all))
    expect(middle?.from).toBeCloseTo(10, 6)
    expect(middle?.to).toBeCloseTo(1000, 6)
    const moved = onLogAxis({ from: 10, to: 100 }, extent, (range, all) => panned(range, 1, all))
    expect(moved?.from).toBeCloseTo(100, 6)
    expect(moved?.to).toBeCloseTo(1000, 6)
  })
})

describe('words', () => {
  it('say what a line is: the values, their means, or an average and over how many', () => {
    expect(trainingWords(0, { width: 1 }, true)).toBe('Training: each step as it was measured.')
    expect(trainingWords(0, { width: 64 }, true)).toBe('Training: mean of 64 steps a point; faint: their smallest to largest.')
    expect(trainingWords(0.9, { width: 1024 }, true)).toBe(
      'Training: exponential average, weight 0.9, of every step, about the last 10; faint: smallest to largest of 1,024 steps a point.',
    )
    expect(trainingWords(0.99, { width: 1024 }, false)).toBe(
      'Training: exponential average, weight 0.99, of every step, about the last 100.',
    )
  })

  it('say how many points stand for how many', () => {
    const curve = { steps: new Float64Array(1000), points: 1_000_000 }
    expect(pointWords([curve, curve])).toBe('2,000 of 2,000,000 points')
    expect(pointWords([{ steps: new Float64Array(5), points: 5 }])).toBe('')
  })
})
