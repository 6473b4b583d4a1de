/** What a training step takes from the data set: the graph's own batches, read back as pixels. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { batchPositions } from '../../core/tensorflow/data-order.ts'
import { emitOrder, emitSplit, emitTrainingBatch } from '../../core/tensorflow/data-input.ts'
import { GraphWriter } from '../../core/tensorflow/graph-writer.ts'
import { Session } from '../../core/tensorflow/session.ts'
import type { Recipe } from '../../core/recipe/recipe.ts'
import { nativeBinding, plainRecipe, randomDataset, recipeWith } from './native.ts'

let binding: Binding
beforeAll(() => {
  binding = nativeBinding()
})

const side = 8
const pad = 2
const batchSize = 16
const count = 40
const dataset = randomDataset({ height: side, width: side, channels: 3, classes: 10 }, { train: count, test: 4 })
const pixels = readFileSync(dataset.train.imagesFile)
const labels = new Int32Array(new Uint8Array(readFileSync(dataset.train.labelsFile)).buffer)

/** A session that gives the images (as bytes again) and labels of steps. */
function batches(recipe: Recipe): { images(step: number): number[][]; labels(step: number): number[]; close(): void } {
  const writer = new GraphWriter()
  const none = writer.floats([0], [])
  const split = emitSplit(writer, 'train', dataset, dataset.train)
  const order = emitOrder(writer, recipe.seed, count, writer.placeholder('epoch', 'int32', []))
  writer.target('load', none, [...split.load, order.initialise])
  order.shuffle.forEach((effect, row) => writer.target(`shuffle${row}`, none, [effect]))
  const all = Int32Array.from({ length: count }, (_, index) => index)
  const step = writer.placeholder('step', 'int32', [])
  const positions = writer.placeholder('positions', 'int32', [batchSize])
  const batch = emitTrainingBatch(writer, split, order, all, positions, step, dataset, recipe)
  writer.target('image', batch.image, [])
  const asFloat = { SrcT: { type: 'int32' }, DstT: { type: 'float32' }, Truncate: { bool: false } } as const
  writer.target('labels', writer.op('Cast', [batch.labels], asFloat, { type: 'float32', shape: [batchSize] }), [])
  const session = new Session(binding, writer.nodes)
  session.run('load')
  const feed = (at: number) => {
    for (const epoch of [Math.floor((at * batchSize) / count), Math.floor(((at + 1) * batchSize - 1) / count)]) {
      session.run(`shuffle${epoch % 2}`, { epoch: { shape: [], values: Int32Array.of(epoch) } })
    }
    return {
      step: { shape: [], values: Int32Array.of(at) },
      positions: { shape: [batchSize], values: batchPositions(at, batchSize, count) },
    }
  }
  const each = side * side * 3
  return {
    images(at) {
      const scaled = session.run('image', feed(at))
      const bytes = [...scaled].map((value) => Math.round(value * 73.9 + 127.5))
      return Array.from({ length: batchSize }, (_, index) => bytes.slice(index * each, (index + 1) * each))
    },
    labels: (at) => [...session.run('labels', feed(at))],
    close: () => session.dispose(),
  }
}

/** The image at `index` moved by the crop and mirrored, black where it is left. */
function placed(index: number, top: number, left: number, mirrored: boolean): number[] {
  const result: number[] = []
  for (let row = 0; row < side; row++) {
    for (let column = 0; column < side; column++) {
      const fromRow = row + top
      const fromColumn = (mirrored ? side - 1 - column : column) + left
      const inside = fromRow >= 0 && fromRow < side && fromColumn >= 0 && fromColumn < side
      for (let channel = 0; channel < 3; channel++) {
        result.push(inside ? (pixels[((index * side + fromRow) * side + fromColumn) * 3 + channel] ?? -1) : 0)
      }
    }
  }
  return result
}

const indexOf = new Map(Array.from({ length: count }, (_, index) => [placed(index, 0, 0, false).join(), index]))

describe('batches without augmentation', () => {
  const source = (): ReturnType<typeof batches> => batches(plainRecipe)

  it('hold images as they are, with their labels, each once an epoch', () => {
    const data = source()
    const taken: number[] = []
    for (let step = 0; step < 5; step++) {
      const images = data.images(step).map((image) => indexOf.get(image.join()) ?? -1)
      expect(data.labels(step)).toEqual(images.map((index) => labels[index]))
      taken.push(...images)
    }
    const all = Array.from({ length: count }, (_, index) => index)
    const first = taken.slice(0, count)
    const second = taken.slice(count, 2 * count)
    expect([...first].sort((a, b) => a - b)).toEqual(all)
    expect([...second].sort((a, b) => a - b)).toEqual(all)
    expect(first).not.toEqual(all)
    expect(second).not.toEqual(first)
    data.close()
  })
})

describe('batches with crop and flip (He et al. 2016, section 4.2)', () => {
  const augmented = recipeWith({ augmentation: { pad, flip: true } })

  it('hold crops of the padded image or its mirror image, all offsets and both directions, repeated exactly for a step', () => {
    const data = batches(augmented)
    const unmoved = batches(plainRecipe)
    const found = new Set<string>()
    for (let step = 0; step < 12; step++) {
      const images = data.images(step)
      expect(data.images(step)).toEqual(images)
      const originals = unmoved.images(step).map((image) => indexOf.get(image.join()) ?? -1)
      images.forEach((image, position) => {
        const where = placements().find(
          ({ top, left, mirrored }) => image.join() === placed(originals[position] ?? -1, top, left, mirrored).join(),
        )
        expect(where, `image ${position} of step ${step} is no crop of its original`).toBeDefined()
        if (where) found.add(`${where.top}`).add(`x${where.left}`).add(String(where.mirrored))
      })
    }
    const offsets = [-2, -1, 0, 1, 2]
    expect([...found].sort()).toEqual([...offsets.map(String), ...offsets.map((left) => `x${left}`), 'true', 'false'].sort())
    data.close()
    unmoved.close()
  })
})

describe('parts of images put out of sight', () => {
  const changed = (recipe: Recipe, step: number): { places: number[]; image: number[] }[] => {
    const [data, whole] = [batches(recipe), batches(plainRecipe)]
    const before = whole.images(step)
    const images = data.images(step)
    expect(data.images(step)).toEqual(images)
    data.close()
    whole.close()
    return images.map((image, index) => {
      const places = [...Array(side * side).keys()].filter((place) =>
        [0, 1, 2].some((channel) => image[place * 3 + channel] !== before[index]?.[place * 3 + channel]),
      )
      return { places, image }
    })
  }
  const bounds = (places: readonly number[]) => {
    const rows = places.map((place) => Math.floor(place / side))
    const columns = places.map((place) => place % side)
    return { rows: Math.max(...rows) - Math.min(...rows) + 1, columns: Math.max(...columns) - Math.min(...columns) + 1 }
  }

  it('cutout sets a square at a random centre to the mean, cut off at the edge (DeVries & Taylor 2017)', () => {
    const sizes = new Set<string>()
    for (const { places, image } of changed(recipeWith({ augmentation: { pad: 0, flip: false, cutout: 4 } }), 1)) {
      const { rows, columns } = bounds(places)
      expect(Math.max(rows, columns)).toBeLessThanOrEqual(4)
      expect(Math.min(rows, columns)).toBeGreaterThanOrEqual(2)
      // The mean of 127.5 is shown as 128; few of the random pixels were just that.
      expect(places.length).toBeGreaterThan(0.9 * rows * columns)
      for (const place of places) expect(image.slice(place * 3, place * 3 + 3)).toEqual([128, 128, 128])
      sizes.add(`${rows}×${columns}`)
    }
    expect(sizes).toContain('4×4')
    expect(sizes.size).toBeGreaterThan(1)
  })

  it('random erasing fills a rectangle of the share asked for, as often as asked (Zhong et al. 2020)', () => {
    const erasing = { chance: 0.5, least: 0.1, most: 0.4 }
    const recipe = recipeWith({ augmentation: { pad: 0, flip: false, erasing } })
    const erased = [0, 1, 2, 3].flatMap((step) => changed(recipe, step)).filter(({ places }) => places.length > 0)
    // Of 64 images half, give or take four std.
    expect(Math.abs(erased.length - 32)).toBeLessThan(16)
    for (const { places } of erased) {
      const { rows, columns } = bounds(places)
      expect(places.length).toBeGreaterThan(0.8 * rows * columns)
      // Sides are whole: each may be half a pixel from what was drawn.
      expect((rows - 0.5) * (columns - 0.5)).toBeLessThan(0.4 * side * side)
      expect((rows + 0.5) * (columns + 0.5)).toBeGreaterThan(0.1 * side * side)
    }
    expect(new Set(erased.map(({ places }) => places[0])).size).toBeGreaterThan(4)
  })
})

function placements(): { top: number; left: number; mirrored: boolean }[] {
  const offsets = Array.from({ length: 2 * pad + 1 }, (_, index) => index - pad)
  return offsets.flatMap((top) => offsets.flatMap((left) => [false, true].map((mirrored) => ({ top, left, mirrored }))))
}
