/** What the cell of a block looks like, whatever its layers: ways side by side, groups, the shortcut, the mark it ends in. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readArchitecture } from '../../../core/architecture/file-format.ts'
import { GraphBuilder } from '../../../core/graph/graph-builder.ts'
import type { Branch, Place } from '../../../core/graph/layer-graph.ts'
import { onEveryWay, pictureOf, strideThrough } from '../../../core/drawing/block-picture.ts'
import { buildStack } from '../../../core/drawing/build-stack.ts'
import { cardinalityText, cellMarks, sheafWords } from '../../../core/drawing/cell-marks.ts'
import type { BlockPicture } from '../../../core/drawing/stack-model.ts'

/** A block on maps of 8 × 8 × 4, after a convolution that is not of it. */
class Block {
  readonly builder = new GraphBuilder([8, 8, 4])
  readonly input = this.conv(this.builder.last, {}, { part: 'stem' })

  place(branch: Branch = 'main'): Place {
    return { part: 'stage', stage: 0, block: 0, branch }
  }

  conv(from: number, config: { kernel?: number; width?: number; stride?: number } = {}, place: Place = this.place()): number {
    const { kernel = 3, width = 4, stride = 1 } = config
    const padding = (kernel - 1) / 2
    return this.builder.appendTo(
      [from],
      'conv',
      `conv${this.builder.last}`,
      { kernel, width, stride, padding, bias: false },
      place,
    )
  }

  relu(from: number, place: Place = this.place()): number {
    return this.builder.appendTo([from], 'relu', `relu${this.builder.last}`, {}, place)
  }

  /** Where ways meet that part after the layer `from`; of each its branch, its last layer and how many layers it has. */
  meet(
    kind: 'add' | 'concat' | 'gate' | 'product',
    from: number,
    ...ways: [branch: Branch, end: number, length?: number][]
  ): number {
    const ends = ways.map(([, end]) => end)
    const merge =
      kind === 'gate'
        ? this.builder.appendTo(ends, kind, kind, { of: 'both' }, this.place())
        : this.builder.appendTo(ends, kind, `${kind}${this.builder.last}`, {}, this.place())
    this.builder.join({
      name: 'stage1.block1',
      input: from,
      ways: ways.map(([branch, end, length = 0]) => ({ branch, first: end - length + 1, end })),
      merge,
    })
    return merge
  }

  picture(): BlockPicture {
    const graph = this.builder.graph()
    return pictureOf(
      graph,
      graph.layers.slice(this.input + 1),
      graph.joins.findLast(({ name }) => name === 'stage1.block1'),
    )
  }
}

describe('a residual block', () => {
  it('is as many columns as weighted layers follow one another, and ends in a sum', () => {
    const block = new Block()
    const branch = block.conv(block.relu(block.conv(block.input)))
    block.meet('add', block.input, ['main', branch, 3], ['shortcut', block.input])
    expect(block.picture()).toEqual({
      columns: [
        { ways: 1, groups: 1 },
        { ways: 1, groups: 1 },
      ],
      shortcut: 'identity',
      shortcutWords: '',
      around: [0, 2],
      join: 'sum',
      gate: null,
    })
  })

  it('has a projection of the kernel that its shortcut has', () => {
    const block = new Block()
    const branch = block.conv(block.input, { stride: 2, width: 8 })
    const around = block.conv(block.input, { kernel: 1, stride: 2, width: 8 }, block.place('shortcut'))
    block.meet('add', block.input, ['main', branch, 1], ['shortcut', around, 1])
    expect(block.picture()).toMatchObject({ shortcut: 'projection', shortcutWords: '1×1' })
    expect(strideThrough(block.builder.graph().layers.slice(block.input + 1))).toBe(2)
  })

  it('pads with zeros where its shortcut widens without weights', () => {
    const block = new Block()
    const branch = block.conv(block.input, { width: 8 })
    block.builder.appendTo([block.input], 'zeroPadShortcut', 'pad', { width: 8, stride: 1 }, block.place('shortcut'))
    block.meet('add', block.input, ['main', branch, 1], ['shortcut', block.builder.last, 1])
    expect(block.picture().shortcut).toBe('zeros')
  })

  it('says how a shortcut changes values', () => {
    const block = new Block()
    const branch = block.conv(block.input)
    block.builder.appendTo([block.input], 'scale', 'scale', { factor: 0.5 }, block.place('shortcut'))
    block.meet('add', block.input, ['main', branch, 1], ['shortcut', block.builder.last, 1])
    const { shortcut, shortcutWords } = block.picture()
    expect(shortcut).toBe('changed')
    expect(shortcutWords).toContain('0.5')
  })
})

describe('a block with layers before its ways part, or after they meet', () => {
  it('has its shortcut around the others alone', () => {
    const block = new Block()
    const start = block.relu(block.conv(block.input))
    const made = block.conv(start)
    block.conv(block.meet('concat', start, ['shortcut', start], ['main', made, 1]), { kernel: 1 })
    expect(block.picture()).toMatchObject({ shortcut: 'identity', around: [1, 2], join: 'concatenation' })
    expect(block.picture().columns).toHaveLength(3)
  })

  it.each(['pre-resnet-110', 'wrn-28-10', 'densenet-121', 'highway-19', 'ror-3-110'])('%s: every block has one', (name) => {
    const read = readArchitecture(readFileSync(new URL(`../../../resources/presets/${name}.json`, import.meta.url), 'utf8'))
    if (!read.ok) throw new Error(`${name} cannot be read`)
    const blocks = buildStack(read.architecture).model?.stages.flatMap((stage) => stage.blocks) ?? []
    expect(blocks.length).toBeGreaterThan(5)
    expect(blocks.filter(({ shortcut }) => shortcut === 'none')).toEqual([])
  })
})

describe('other blocks', () => {
  it('have ways side by side that meet in a concatenation', () => {
    const block = new Block()
    const [short, middle, long] = [1, 2, 3].map((length) =>
      Array.from({ length }).reduce<number>((from) => block.conv(from), block.input),
    )
    const joined = block.meet('concat', block.input, ['main', short ?? 0, 1], ['main', middle ?? 0, 2], ['main', long ?? 0, 3])
    expect(block.picture()).toMatchObject({ shortcut: 'none', join: 'concatenation' })
    expect(block.picture().columns.map(({ ways }) => ways)).toEqual([3, 2, 1])
    const sum = block.conv(joined, { kernel: 1, width: 4 })
    block.meet('add', block.input, ['main', sum, 1], ['shortcut', block.input])
    expect(block.picture().columns.map(({ ways }) => ways)).toEqual([3, 2, 1, 1])
    expect(block.picture()).toMatchObject({ shortcut: 'identity', join: 'sum' })
  })

  it('concatenate what comes in with what they make (dense)', () => {
    const block = new Block()
    const made = block.conv(block.input)
    block.meet('concat', block.input, ['shortcut', block.input], ['main', made, 1])
    expect(block.picture()).toMatchObject({ shortcut: 'identity', join: 'concatenation' })
  })

  it('have gates, whose layers are no depth', () => {
    const block = new Block()
    const branch = block.conv(block.input)
    const weight = block.conv(block.input, {}, block.place('gate'))
    block.meet('gate', block.input, ['main', branch, 1], ['gate', weight, 1], ['shortcut', block.input])
    expect(block.picture()).toMatchObject({ shortcut: 'identity', join: 'gate', gate: 'end', columns: [{ ways: 1 }] })
  })

  it('have gates within their branch (squeeze and excitation)', () => {
    const block = new Block()
    const branch = block.conv(block.input)
    const { builder } = block
    builder.appendTo([branch], 'globalAveragePool', 'squeeze', {}, block.place('gate'))
    builder.append('linear', 'fc', { width: 4 }, block.place('gate'))
    builder.append('sigmoid', 'sigmoid', {}, block.place('gate'))
    const weighed = block.meet('product', branch, ['main', branch], ['gate', builder.last, 3])
    block.meet('add', block.input, ['main', weighed, 5], ['shortcut', block.input])
    expect(block.picture()).toMatchObject({ shortcut: 'identity', join: 'sum', gate: 'inside', columns: [{ ways: 1 }] })
  })

  it('end in nothing where they are one chain', () => {
    const block = new Block()
    block.conv(block.conv(block.input))
    expect(block.picture()).toMatchObject({ shortcut: 'none', join: null, gate: null })
  })
})

it('tells layers that all ways go through from those that stand beside others', () => {
  const block = new Block()
  const first = block.conv(block.input)
  const [one, other] = [block.conv(first), block.conv(first)]
  block.relu(block.builder.appendTo([one, other], 'concat', 'concat', {}, block.place()))
  expect(onEveryWay(block.builder.graph().layers.slice(block.input + 1))).toEqual([true, false, false, true, true])
})

describe('the marks in a cell', () => {
  const cell = { x: 100, w: 30 }

  it('part it between layers that follow one another, and across where ways lie side by side', () => {
    const columns = [
      { ways: 3, groups: 1 },
      { ways: 1, groups: 1 },
    ]
    expect(cellMarks({ ...cell, columns }, 10, 90)).toEqual({
      steps: [115],
      ways: [
        { x0: 100, x1: 115, y: 40 },
        { x0: 100, x1: 115, y: 70 },
      ],
      groups: [],
    })
  })

  it('say how many groups there are, and draw no more of them than can be told apart', () => {
    const columns = [{ ways: 1, groups: 32 }]
    expect(cellMarks({ ...cell, columns }, 10, 90).groups).toHaveLength(7)
    expect(cardinalityText({ columns })).toBe('32×')
    expect(cardinalityText({ columns: [{ ways: 2, groups: 1 }] })).toBe('')
  })

  it('count the blocks of a sheaf, in fewer words where it is narrow', () => {
    expect(sheafWords({ count: 17, w: 43 })).toBe('17 more')
    expect(sheafWords({ count: 17, w: 29 })).toBe('+17')
  })
})
