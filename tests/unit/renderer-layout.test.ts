/** The stack drawing's numbers, against the rules of the visual language ("The stack"): heights, thickness, folding, arcs. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { readArchitecture } from '../../core/architecture/file-format.ts'
import { buildStack } from '../../core/drawing/build-stack.ts'
import { headingsOf } from '../../core/drawing/headings.ts'
import { cellHeight, fitStack, octaveFor, thickness, toneOf, zoomStack } from '../../core/drawing/stack-layout.ts'
import { shapeLabelsOf } from '../../core/drawing/marks.ts'
import { outerArcs, outerRoom } from '../../core/drawing/outer-arcs.ts'
import { arcOver, levelsFor, riseOf, topFor } from '../../core/drawing/scene.ts'
import type { StackModel } from '../../core/drawing/stack-model.ts'
import { partsOf, walk } from '../../renderer/views/design/tree.ts'

function preset(name: string): Architecture {
  const read = readArchitecture(readFileSync(new URL(`../../resources/presets/${name}.json`, import.meta.url), 'utf8'))
  if (!read.ok) throw new Error(`${name} cannot be read`)
  return read.architecture
}

function drawn(architecture: Architecture): StackModel {
  const { model } = buildStack(architecture)
  if (!model) throw new Error(`${architecture.name} cannot be drawn`)
  return model
}

/** A window of 1440 px: designs 224, inspector 288, gutter 104, right margin 20. */
const available = 1440 - 224 - 288 - 104 - 20

describe('sizes', () => {
  it('gives a cell of r × r a height of 8 + q·log2 r', () => {
    expect(cellHeight(1, 24)).toBe(8)
    expect(cellHeight(32, 24)).toBe(8 + 24 * 5)
    expect(cellHeight(64, 17)).toBe(8 + 17 * 6)
  })

  it('takes q as clamp(17, (H − 482) / log2 r, 44)', () => {
    expect(octaveFor(732, 32)).toBe(44)
    expect(octaveFor(732, 256)).toBe(250 / 8)
    expect(octaveFor(532, 256)).toBe(17)
  })

  it('makes c channels 6 + 5·max(0, log2 c − 3) thick', () => {
    expect(thickness(3)).toBe(6)
    expect(thickness(16)).toBe(11)
    expect(thickness(512)).toBe(36)
  })

  it('has eight tones, 16 channels and fewer the first, 2048 and more the last', () => {
    expect([3, 16, 32, 64, 128, 256, 512, 1024, 2048, 8192].map(toneOf)).toEqual([0, 0, 1, 2, 3, 4, 5, 6, 7, 7])
  })
})

describe('folding', () => {
  it('shows all 54 blocks of ResNet-110 at 1440 px, at about k = 0.54', () => {
    const layout = fitStack(drawn(preset('resnet-110')), available, 'auto')
    expect(layout.items.filter((item) => item.role === 'block')).toHaveLength(54)
    expect(layout.k).toBeGreaterThan(0.53)
    expect(layout.k).toBeLessThan(0.555)
  })

  it('shows three blocks and a sheaf of 197 in each of the three stages of ResNet-1202', () => {
    const layout = fitStack(drawn(preset('resnet-1202')), available, 'auto')
    expect(layout.items.filter((item) => item.role === 'block')).toHaveLength(9)
    expect(layout.items.filter((item) => item.role === 'sheaf').map((item) => item.count)).toEqual([197, 197, 197])
    expect(layout.k).toBeGreaterThanOrEqual(0.72)
  })

  it('draws every stage as one node when it is folded by hand', () => {
    const layout = fitStack(drawn(preset('resnet-110')), available, 'all')
    expect(layout.items.filter((item) => item.role === 'node').map((item) => item.count)).toEqual([18, 18, 18])
    expect(layout.items.filter((item) => item.role === 'block')).toHaveLength(0)
  })

  it('draws every block at a zoom that was chosen', () => {
    const layout = zoomStack(drawn(preset('resnet-1202')), 0.45, 'auto')
    expect(layout.items.filter((item) => item.role === 'block')).toHaveLength(600)
  })

  it('never zooms beyond 1.6 to fill the window', () => {
    const one: Architecture = { ...preset('resnet-20'), stages: preset('resnet-20').stages.slice(0, 1) }
    expect(fitStack(drawn(one), 5000, 'auto').k).toBe(1.6)
  })
})

describe('spacing', () => {
  it('leaves 14 after the input, 9 between blocks and 32 between stages, times k', () => {
    const { items, k } = fitStack(drawn(preset('resnet-20')), available, 'auto')
    const gaps = items.slice(1).map((item, index) => {
      const before = items[index]
      return before ? (item.x - before.x - before.w) / k : 0
    })
    expect(gaps.map((gap) => Math.round(gap * 1000) / 1000)).toEqual([14, 32, 9, 9, 32, 9, 9, 32, 9, 9, 32, 9])
  })

  it('draws a net without stem or stages', () => {
    const bare: Architecture = { ...preset('resnet-20'), stem: null, stages: [] }
    const layout = fitStack(drawn(bare), available, 'auto')
    expect(layout.items.map((item) => item.role)).toEqual(['input', 'head', 'head'])
  })
})

describe('shortcuts', () => {
  const levels = levelsFor(732, 224, 84, 126)

  it('rises 10 + 5·L over L layers', () => {
    expect(riseOf(2)).toBe(20)
    expect(riseOf(3)).toBe(25)
    const { items, k } = fitStack(drawn(preset('resnet-34')), available, 'auto')
    const second = items.findIndex((item) => item.part === 1 && item.block?.index === 1)
    const arc = arcOver(items, second, k, levels)
    // The middle of a cubic whose control points lie 1.33 rises up is one rise (to a hundredth) above its ends.
    expect((arc?.y0 ?? 0) - (arc?.middle[1] ?? 0)).toBeCloseTo(20, 0)
  })

  it('has an arc over every block of a residual net and over none of a plain one', () => {
    const count = (name: string): number => {
      const { items, k } = fitStack(drawn(preset(name)), available, 'auto')
      return items.filter((_, index) => arcOver(items, index, k, levels) !== null).length
    }
    expect(count('resnet-34')).toBe(16)
    expect(count('plain-34')).toBe(0)
    expect(count('vgg-16')).toBe(0)
  })

  it('is of zeros, projections or the identity as the option says', () => {
    const forms = (name: string): string[] =>
      drawn(preset(name)).stages.map((stage) => stage.blocks.map((block) => block.shortcut[0]).join(''))
    expect(forms('resnet-20')).toEqual(['iii', 'zii', 'zii'])
    expect(forms('resnet-20-b')).toEqual(['iii', 'pii', 'pii'])
    expect(forms('resnet-20-c')).toEqual(['ppp', 'ppp', 'ppp'])
    expect(forms('plain-20')).toEqual(['nnn', 'nnn', 'nnn'])
  })
})

describe('shortcuts around stages', () => {
  const model = drawn(preset('ror-3-110'))
  const layout = fitStack(model, available, 'auto')
  const octave = octaveFor(732, 32)
  const levels = levelsFor(732, 32, topFor(layout.items, octave, outerRoom(model)), 126)
  const arcs = outerArcs(model, layout, levels)

  it('are those of RoR-3-110: one around each stage, projected where it widens, and one around all', () => {
    expect(model.outers.map(({ first, last, shortcut }) => [first, last, shortcut])).toEqual([
      [0, 0, 'identity'],
      [1, 1, 'projection'],
      [2, 2, 'projection'],
      [0, 2, 'projection'],
    ])
    expect(drawn(preset('resnet-110')).outers).toEqual([])
  })

  it('stand under the brackets and over the arcs of blocks, the one around all over the others', () => {
    const highest = Math.min(...layout.items.map((_, at) => arcOver(layout.items, at, layout.k, levels)?.middle[1] ?? Infinity))
    const [first, second, third, all] = arcs.map(({ middle }) => middle[1])
    expect([second, third]).toEqual([first, first])
    expect(all).toBeGreaterThan(levels.bracket + 4)
    expect(first).toBeGreaterThan((all ?? 0) + 6)
    expect(highest).toBeGreaterThan((first ?? 0) + 2)
  })

  it('begin after what comes before, and the one around all ends last', () => {
    const ends = arcs.map(({ end }) => end)
    expect(Math.max(...ends)).toBe(ends[3])
    layout.spans.slice(2, 4).forEach(({ x0 }, stage) => expect(ends[stage]).toBeLessThan(x0))
  })
})

describe('words', () => {
  it('never leaves out the name of a stage, however narrow, and of the stem where it would touch the next', () => {
    const [stage] = preset('resnet-20').stages
    if (!stage) throw new Error('ResNet-20 has stages')
    const many: Architecture = {
      ...preset('resnet-20'),
      stages: Array.from({ length: 40 }, () => ({ ...stage, blocks: 1, stride: 1 })),
    }
    const model = drawn(many)
    const headings = headingsOf(model, fitStack(model, available, 'auto'))
    const titles = headings.flatMap(({ part, title }) => (typeof part === 'number' ? [title] : []))
    expect(titles).toHaveLength(40)
    expect(titles.every((title) => title !== '')).toBe(true)
    // A stem of one thin cell before the first of them has 30 px.
    expect(headings.find(({ part }) => part === 'stem')).toMatchObject({ title: '', subtitle: '' })
    const alone = drawn(preset('resnet-20'))
    expect(headingsOf(alone, fitStack(alone, available, 'auto'))[0]).toMatchObject({ title: 'Stem', subtitle: '3×3, 16' })
  })

  it('says how many blocks a stage has, of what kind and how wide, and less where there is less room', () => {
    const model = drawn(preset('inception-resnet-v2'))
    const under = (k: number): string[] =>
      headingsOf(model, zoomStack(model, k, 'all')).flatMap(({ part, subtitle }) => (typeof part === 'number' ? [subtitle] : []))
    expect(under(3)).toEqual(expect.arrayContaining(['1 mixed, 32', '10 Inception, 32']))
    expect(under(1)).toEqual(expect.arrayContaining(['1 mixed', '10 Inception, 32']))
    expect(under(0.6)).toEqual(['×1', '10 blocks', '×1', '20 blocks', '×1', '9 Inception', '×1', '×1'])
  })

  it('keeps the shapes of Inception-ResNet-v2 apart, whose stages are narrow', () => {
    const model = drawn(preset('inception-resnet-v2'))
    const labels = shapeLabelsOf(model, fitStack(model, available, 'auto'), levelsFor(532, 299, 84, 126))
    const places = labels.map(({ x, text }) => [x - (text.length * 7) / 2, x + (text.length * 7) / 2])
    places.slice(1).forEach(([left = 0], index) => expect(left - (places[index]?.[1] ?? 0)).toBeGreaterThan(4))
  })

  it('keeps shapes apart, and leaves out the input first', () => {
    const model = drawn(preset('resnet-110'))
    const labels = shapeLabelsOf(model, zoomStack(model, 0.45, 'none'), levelsFor(532, 32, 84, 126))
    const parts = labels.map((label) => label.part)
    expect(parts).toEqual(['stem', 0, 1, 2])
    labels.slice(1).forEach((label, index) => expect(label.x - (labels[index]?.x ?? 0)).toBeGreaterThan(50))
  })
})

describe('counts in the drawing', () => {
  // facts.md, 1 and 2: torchvision's hooks, and the CIFAR family's table.
  it.each([
    ['resnet-34', 21_797_672, 3_663_761_408, 34],
    ['resnet-50', 25_557_032, 4_089_184_256, 50],
    ['resnet-1202', 19_421_274, 2_829_238_912, 1202],
    ['vgg-16', 138_357_544, 15_470_264_320, 16],
  ])('%s', (name, parameters, macs, depth) => {
    const model = drawn(preset(name))
    expect(model).toMatchObject({ parameters, macs, depth })
    const parts = [...model.stages, model.head, ...(model.stem ? [model.stem] : [])]
    expect(parts.reduce((sum, part) => sum + part.parameters, 0)).toBe(parameters)
    expect(parts.reduce((sum, part) => sum + part.macs, 0)).toBe(macs)
  })

  it('numbers layers as the field does: stage 3 of ResNet-34 has layers 16 to 27', () => {
    expect(drawn(preset('resnet-34')).stages[2]?.depth).toEqual([16, 27])
  })
})

describe('a design with an error', () => {
  const base = preset('resnet-34')
  const narrow: Architecture = {
    ...base,
    stages: base.stages.map((stage, index) =>
      index === 3 && stage.kind === 'basic' ? { ...stage, width: 192, shortcut: 'A' } : stage,
    ),
  }

  it('is drawn, with its problem and the shortcut that was asked for', () => {
    const { model, problems } = buildStack(narrow)
    expect(problems.some((problem) => problem.severity === 'error' && problem.place === 3 && problem.field === 'shortcut')).toBe(
      true,
    )
    expect(model?.stages[3]?.blocks.map((block) => block.shortcut)).toEqual(['zeros', 'identity', 'identity'])
    // Option A has no parameters: counts are those of the plain stage.
    expect(model?.stages[3]?.parameters).toBe(9 * 256 * 192 + 5 * 9 * 192 * 192 + 6 * 2 * 192)
  })
})

describe('walking the tree', () => {
  const model = drawn(preset('resnet-34'))
  const at = (part: number | 'stem' | 'head', block: number | null = null, layer: number | null = null) => ({
    part,
    block,
    layer,
  })

  it('goes from the stem over the stages to the head', () => {
    expect(partsOf(model)).toEqual(['stem', 0, 1, 2, 3, 'head'])
    expect(walk(model, at('stem'), 'ArrowRight')).toEqual(at(0))
    expect(walk(model, at('head'), 'ArrowRight')).toEqual(at('head'))
    expect(walk(model, at(3), 'End')).toEqual(at('head'))
  })

  it('goes down into blocks and layers, and up again', () => {
    expect(walk(model, at(2), 'ArrowDown')).toEqual(at(2, 0))
    expect(walk(model, at(2, 0), 'ArrowDown')).toEqual(at(2, 0, 0))
    expect(walk(model, at(2, 5), 'ArrowRight')).toEqual(at(2, 5))
    expect(walk(model, at(2, 0, 3), 'ArrowUp')).toEqual(at(2, 0))
    expect(walk(model, at('stem'), 'ArrowDown')).toEqual(at('stem', null, 0))
  })
})
