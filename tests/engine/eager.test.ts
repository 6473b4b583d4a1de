/** The fallback by itself: chosen where there is no native TensorFlow, and faithful to the recipe's order, crops and flips. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import { createProgram } from '../../core/tensorflow/create-program.ts'
import { EagerSplit, eagerOrder } from '../../core/tensorflow/eager-data.ts'
import { graphOf, plainRecipe, randomDataset, take } from './native.ts'

const size = { height: 8, width: 8, channels: 3, classes: 10 }

describe('without native TensorFlow', () => {
  it('trains in JavaScript, says so, and learns the pictures by heart', async () => {
    const preset = await loadPreset('plain-20')
    if (preset === null) throw new Error('There is no preset plain-20.')
    const shallow = { ...preset, stages: preset.stages.slice(0, 1).map((stage) => ({ ...stage, blocks: 1 })) }
    const program = await createProgram(
      { kind: 'missing', reason: 'Set-up has not run yet.', remedy: 'Run `npm run setup`.' },
      {
        graph: graphOf(fitDataset(shallow, size)),
        dataset: randomDataset(size, { train: 8, test: 4 }),
        recipe: plainRecipe,
        totalSteps: 12,
      },
    )
    expect(program.device).toContain('without native TensorFlow')
    const losses = Array.from({ length: 12 }, (_, step) => take(program, step).loss)
    expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) / 2)
    program.dispose()
  })
})

describe('its batches', () => {
  it('pass over every image once an epoch, in another order each time and with each seed', () => {
    const all = Array.from({ length: 100 }, (_, index) => index)
    const orders = [eagerOrder(1, 0, 100), eagerOrder(1, 1, 100), eagerOrder(2, 0, 100)].map((order) => [...order])
    for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual(all)
    expect(new Set(orders.map((order) => order.join())).size).toBe(3)
    expect([...eagerOrder(1, 0, 100)]).toEqual(orders[0])
  })

  it('hold crops of the image padded with black, and mirror images', () => {
    const dataset = { ...randomDataset(size, { train: 4, test: 4 }), mean: [0, 0, 0], std: [1, 1, 1] }
    const pixels = readFileSync(dataset.train.imagesFile)
    const split = new EagerSplit(dataset, dataset.train)
    const recipe = { ...plainRecipe, augmentation: { ...plainRecipe.augmentation, pad: 1, flip: true } }
    const seen = new Set<string>()
    for (let step = 0; step < 40; step++) {
      const { images } = split.augmented(Int32Array.of(2), step, recipe)
      expect([...split.augmented(Int32Array.of(2), step, recipe).images]).toEqual([...images])
      const match = placements().find(([top, left, mirrored]) => [...images].join() === placed(pixels, 2, top, left, mirrored))
      expect(match, `step ${step}`).toBeDefined()
      seen.add(String(match))
    }
    // 3 × 3 offsets and two directions: 40 draws miss few of the 18.
    expect(seen.size).toBeGreaterThan(12)
  })
})

type Placement = [top: number, left: number, mirrored: boolean]

function placements(): Placement[] {
  const offsets = [-1, 0, 1]
  return offsets.flatMap((top) => offsets.flatMap((left) => [false, true].map((mirrored): Placement => [top, left, mirrored])))
}

function placed(pixels: Uint8Array, image: number, top: number, left: number, mirrored: boolean): string {
  const { height, width, channels } = size
  const values: number[] = []
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const fromRow = row + top
      const fromColumn = (mirrored ? width - 1 - column : column) + left
      const inside = fromRow >= 0 && fromRow < height && fromColumn >= 0 && fromColumn < width
      const at = ((image * height + fromRow) * width + fromColumn) * channels
      for (let channel = 0; channel < channels; channel++) values.push(inside ? (pixels[at + channel] ?? NaN) : 0)
    }
  }
  return values.join()
}
