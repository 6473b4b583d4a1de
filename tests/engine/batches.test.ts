/** What a training step takes from the data set: the graph's own batches, read back as pixels. */
import { readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { batchPositions } from '../../core/tensorflow/data-order.ts'
import { emitOrder, emitSplit, emitTrainingBatch } from '../../core/tensorflow/data-input.ts'
import { GraphWriter } from '../../core/tensorflow/graph-writer.ts'
import { Session } from '../../core/tensorflow/session.ts'
import type { Recipe } from '../../core/training/recipe.ts'
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

function placements(): { top: number; left: number; mirrored: boolean }[] {
  const offsets = Array.from({ length: 2 * pad + 1 }, (_, index) => index - pad)
  return offsets.flatMap((top) => offsets.flatMap((left) => [false, true].map((mirrored) => ({ top, left, mirrored }))))
}
