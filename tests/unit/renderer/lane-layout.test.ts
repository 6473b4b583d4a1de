/** The unfolded block: any graph of layers can be laid out, and no wire runs through a layer that it has nothing to do with. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fitting } from '../../../renderer/views/design/lane-geometry.ts'
import { layOutLane, type LaneLayer, type LaneLayout } from '../../../renderer/views/design/lane-layout.ts'

type Branch = LaneLayer['branch']

/** Layers of a block whose input is layer 0; ids count on from 1. */
class Block {
  readonly layers: LaneLayer[] = []

  add(inputs: readonly number[], branch: Branch = 'main'): number {
    const id = this.layers.length + 1
    this.layers.push({ id, inputs, branch })
    return id
  }

  chain(from: number, length: number, branch: Branch = 'main'): number {
    return Array.from({ length }).reduce<number>((last) => this.add([last], branch), from)
  }
}

const rowOf = (layout: LaneLayout, id: number): number => layout.places.get(id)?.row ?? NaN
const columnOf = (layout: LaneLayout, id: number): number => layout.places.get(id)?.column ?? NaN
const wireInto = (layout: LaneLayout, from: number | null, to: number) =>
  layout.wires.filter((wire) => wire.from === from && wire.to === to)

describe('a residual block', () => {
  const block = new Block()
  const branch = block.chain(0, 5)
  const shortcut = block.chain(0, 2, 'shortcut')
  const sum = block.add([branch, shortcut])
  block.add([sum])
  const layout = layOutLane(block.layers)

  it('has a column for each layer, in their order, and its shortcut above', () => {
    expect(layout.apart).toBe(true)
    expect(block.layers.map(({ id }) => columnOf(layout, id))).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    expect(block.layers.map(({ id }) => rowOf(layout, id))).toEqual([1, 1, 1, 1, 1, 0, 0, 1, 1])
  })

  it('leads the identity above its layers', () => {
    const plain = new Block()
    const end = plain.chain(0, 5)
    const join = plain.add([end, 0])
    const drawn = layOutLane(plain.layers)
    expect(wireInto(drawn, null, join)).toEqual([{ from: null, to: join, fromRow: 1, row: 0 }])
    expect(drawn.rows).toBe(2)
  })
})

describe('a gate', () => {
  it('stands below what it weighs, with the shortcut above (highway)', () => {
    const block = new Block()
    const branch = block.chain(0, 3)
    const gate = block.chain(0, 3, 'gate')
    const join = block.add([branch, gate, 0])
    const layout = layOutLane(block.layers)
    expect([branch, gate, join].map((id) => rowOf(layout, id))).toEqual([1, 2, 1])
    expect(wireInto(layout, null, join)[0]?.row).toBe(0)
  })

  it('leaves what it multiplies on its own wire (squeeze and excitation)', () => {
    const block = new Block()
    const branch = block.chain(0, 8)
    const gate = block.chain(branch, 5, 'gate')
    const product = block.add([branch, gate])
    const sum = block.add([product, 0])
    const layout = layOutLane(block.layers)
    expect(wireInto(layout, branch, product)[0]?.row).toBe(rowOf(layout, product))
    expect(rowOf(layout, gate)).toBe(rowOf(layout, product) + 1)
    expect(wireInto(layout, null, sum)[0]?.row).toBe(rowOf(layout, sum) - 1)
  })
})

describe('parallel ways', () => {
  it('stand beside each other, each in a row of its own, and meet in the row that they left', () => {
    // As in Inception-ResNet's block A: ways of 3, 6 and 9 layers into a concatenation, all around by the identity.
    const block = new Block()
    const ends = [3, 6, 9].map((length) => block.chain(0, length))
    const joined = block.chain(block.add(ends), 2)
    const sum = block.add([joined, 0])
    const layout = layOutLane(block.layers)
    expect(layout.apart).toBe(false)
    expect(ends.map((id) => rowOf(layout, id))).toEqual([1, 2, 3])
    expect(ends.map((id) => columnOf(layout, id))).toEqual([2, 5, 8])
    expect(columnOf(layout, sum)).toBe(12)
    expect(rowOf(layout, sum)).toBe(1)
    expect(layout.rows).toBe(4)
  })

  it('have the figures of what they meet in under the lowest of them, where no wire crosses them', () => {
    const block = new Block()
    const ends = [3, 6, 9].map((length) => block.chain(0, length))
    const joined = block.add(ends)
    const { places } = layOutLane(block.layers)
    expect(places.get(joined)).toMatchObject({ row: 0, figures: 2 })
    expect(ends.map((id) => places.get(id)?.figures)).toEqual([0, 1, 2])
  })

  it('part again within a way: what parts there stands between the way and the next', () => {
    const block = new Block()
    const stem = block.chain(0, 3)
    const inner = [block.chain(stem, 6), block.chain(stem, 6)]
    const first = block.add(inner)
    const second = block.chain(0, 9)
    const join = block.add([first, second])
    const layout = layOutLane(block.layers)
    expect([...inner, second].map((id) => rowOf(layout, id))).toEqual([0, 1, 2])
    expect([first, join].map((id) => rowOf(layout, id))).toEqual([0, 0])
  })

  it('come in from an earlier block above the others', () => {
    const block = new Block()
    const first = block.add([0])
    const end = block.add([first, -5])
    const layout = layOutLane(block.layers)
    expect(layout.wires.filter(({ from }) => from === null).map(({ fromRow, row }) => [fromRow, row])).toEqual([
      [1, 1],
      [0, 0],
    ])
    expect(rowOf(layout, end)).toBe(1)
  })
})

describe('any block', () => {
  const branches: readonly Branch[] = ['main', 'shortcut', 'gate']
  const blocks = fc
    .array(fc.record({ reads: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), branch: fc.constantFrom(...branches) }), {
      minLength: 1,
      maxLength: 24,
    })
    .map((drawn) =>
      drawn.map(({ reads, branch }, index): LaneLayer => {
        const inputs = [...new Set(reads.map((read) => read % (index + 1)))]
        return { id: index + 1, inputs, branch }
      }),
    )

  it('has each layer right of what it reads, in a place of its own', () => {
    fc.assert(
      fc.property(blocks, (layers) => {
        const layout = layOutLane(layers)
        for (const { id, inputs } of layers)
          for (const input of inputs) if (input > 0) expect(columnOf(layout, id)).toBeGreaterThan(columnOf(layout, input))
        const places = layers.map(({ id }) => `${columnOf(layout, id)} ${rowOf(layout, id)}`)
        expect(new Set(places).size).toBe(layers.length)
        expect(layers.every(({ id }) => rowOf(layout, id) >= 0 && rowOf(layout, id) < layout.rows)).toBe(true)
        for (const { id } of layers) {
          const { column, figures } = layout.places.get(id) ?? { column: NaN, figures: NaN }
          const there = layers.filter((other) => columnOf(layout, other.id) === column && rowOf(layout, other.id) === figures)
          expect(there.every((other) => other.id === id)).toBe(true)
        }
      }),
    )
  })

  it('has a wire for everything that is read, and none through a layer between', () => {
    fc.assert(
      fc.property(blocks, (layers) => {
        const layout = layOutLane(layers)
        for (const { id, inputs } of layers)
          for (const input of inputs) expect(wireInto(layout, input === 0 ? null : input, id)).toHaveLength(1)
        for (const { from, to, row } of layout.wires) {
          const [start, end] = [from === null ? -1 : columnOf(layout, from), to === null ? layout.columns : columnOf(layout, to)]
          const between = layers.filter(
            ({ id }) => rowOf(layout, id) === row && columnOf(layout, id) > start && columnOf(layout, id) < end,
          )
          expect(between).toEqual([])
        }
      }),
    )
  })
})

describe('names in boxes', () => {
  it('are cut from the front where they do not fit, and keep their last words', () => {
    expect(fitting('conv 3×3', 62)).toBe('conv 3×3')
    expect(fitting('max-pool 3×3', 62)).toBe('pool 3×3')
    expect(fitting('global average pool', 62)).toBe('pool')
    // Groups stand above the box.
    expect(fitting('conv 3×3, 32 groups', 62)).toBe('conv 3×3')
  })
})
