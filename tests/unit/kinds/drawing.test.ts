/** The drawing of a network of every kind: each block and each of its layers once, with the join that its rule gives it. */
import { describe, expect, it } from 'vitest'
import { blockRule } from '../../../core/architecture/blocks.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { thumbnailBars } from '../../../renderer/components/thumbnail.ts'
import { buildStack } from '../../../core/drawing/build-stack.ts'
import { laneOf } from '../../../renderer/views/design/lane.ts'
import type { PartId } from '../../../core/drawing/stack-layout.ts'
import { wholeNets } from '../../engine/whole-nets.ts'

describe.each(Object.keys(wholeNets))('%s', (name) => {
  const net = async () => {
    const architecture = await wholeNets[name]?.()
    if (architecture === undefined) throw new Error(`There is no net ${name}.`)
    const lowered = lower(architecture)
    const { model } = buildStack(architecture)
    if (!lowered.ok || model === null) throw new Error(`${name} is not drawn.`)
    return { architecture, graph: lowered.graph, model }
  }

  it('has each layer once in the lane of its part, right of what it reads', async () => {
    const { architecture, graph, model } = await net()
    const parts: [PartId, number | null][] = [
      ...(architecture.stem === null ? [] : [['stem', null] as [PartId, null]]),
      ...architecture.stages.flatMap(({ blocks }, stage) =>
        Array.from({ length: blocks }, (_, block): [PartId, number] => [stage, block]),
      ),
      ['head', null],
    ]
    const lanes = parts.flatMap(([part, block]) => laneOf(model, part, block) ?? [])
    expect(lanes).toHaveLength(parts.length)
    const drawn = lanes.flatMap(({ layers, layout }) => layers.filter(({ id }) => layout.places.has(id)).map(({ id }) => id))
    const layers = graph.layers.filter(({ place }) => place.part !== 'input')
    expect(drawn.toSorted((a, b) => a - b)).toEqual(layers.map(({ id }) => id))
    for (const { layers: own, layout } of lanes) {
      for (const { id, inputs } of own) {
        for (const input of inputs) {
          const before = layout.places.get(input)
          if (before) expect(layout.places.get(id)?.column).toBeGreaterThan(before.column)
        }
      }
    }
  })

  it('shows in each block how its ways meet and what leads around it, as its rule says', async () => {
    const { architecture, model } = await net()
    architecture.stages.forEach((stage, index) => {
      const blocks = model.stages[index]?.blocks ?? []
      expect(blocks).toHaveLength(stage.blocks)
      const rule = blockRule(stage.kind)
      const joinsIn = rule.shortcutText?.(stage) ?? rule.shortcut(stage)
      for (const { join, shortcut, columns } of blocks) {
        expect(columns.length).toBeGreaterThan(0)
        if (joinsIn === 'none') expect(shortcut).toBe('none')
        else
          expect([shortcut === 'none', join]).toEqual([false, { gated: 'gate', concatenated: 'concatenation' }[joinsIn] ?? 'sum'])
      }
    })
    expect(thumbnailBars(architecture)).toHaveLength(architecture.stages.length)
  })
})
