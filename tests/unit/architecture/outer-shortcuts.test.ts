/** Shortcuts around stages and around all of them (Zhang et al. 2018). */
import { expect, test } from 'vitest'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { conv as convRule } from '../../../core/architecture/blocks/conv.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { walkNetwork } from '../../../core/architecture/walk-network.ts'
import { analyse } from '../../../core/graph/analysis.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'
import { residualBlocks } from '../../../core/graph/residual-blocks.ts'

const base = await loadPreset('resnet-110')
if (base === null) throw new Error('There is no preset resnet-110.')

function graphOf(architecture: Architecture): LayerGraph {
  const lowered = lower(architecture)
  if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
  return lowered.graph
}

test.each([
  // RoR-3-110: one identity and two projections around stages, one around all. The count is an independent PyTorch module's.
  [3, 1_731_866, 253_215_360, ['stage1', 'stage2', 'stage3', 'net']],
  [2, 1_729_114, 252_953_216, ['net']],
  [1, 1_727_962, 252_887_680, []],
] as const)('RoR-%i of 110 layers has the counts and the blocks of blocks', (levels, parameters, macs, outer) => {
  const architecture = { ...base, levels }
  const graph = graphOf(architecture)
  expect(analyse(graph)).toMatchObject({ parameters, macs, depth: 110 })
  const blocks = residualBlocks(graph)
  expect(blocks.filter(({ holdsBlocks }) => holdsBlocks).map(({ name }) => name)).toEqual(outer)
  expect(blocks).toHaveLength(54 + outer.length)
  const { stem, stages, head } = walkNetwork(architecture)
  const walked = [stem, ...stages, head].reduce((sum, part) => sum + (part?.layers ?? 0), 0)
  expect(walked).toBe(graph.layers.length - 1)
})

test('one activation follows all additions that end with a block', () => {
  const { layers } = graphOf({ ...base, levels: 3 })
  const names = layers.map(({ name }) => name)
  const ends = names.slice(names.indexOf('stage3.block18.add')).filter((name) => /(add|relu)$/.test(name))
  expect(ends).toEqual(['stage3.block18.add', 'stage3.add', 'net.add', 'net.relu'])
})

test('a shortcut that cannot follow pooling between stages is refused, with a mend', () => {
  const pooled: Architecture = {
    ...base,
    levels: 2,
    stages: base.stages.map((stage, index) => (index === 0 ? { ...plain(base), pool: { kernel: 2, stride: 2 } } : stage)),
  }
  const lowered = lower(pooled)
  expect(lowered.ok).toBe(false)
  expect(lowered.problems).toContainEqual(
    expect.objectContaining({ place: 'file', field: 'levels', mend: { label: 'Shortcuts around blocks only', value: 1 } }),
  )
})

/** A stage of single convolutions, which may end in pooling. */
function plain({ stages: [first] }: Architecture) {
  if (first === undefined) throw new Error('There is no stage.')
  return convRule.from(first)
}
