/** Networks that exports are tested with. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { completed } from '../../../core/architecture/architecture.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import type { LayerGraph } from '../../../core/graph/layer-graph.ts'

/** VGG's form, small: a flattened map of several pixels before the hidden layer. */
export const smallVgg: Architecture = completed({
  name: 'small VGG',
  input: { height: 8, width: 12, channels: 3 },
  stem: null,
  stages: [
    { kind: 'conv', blocks: 2, width: 5, stride: 1, normalization: 'batch', pool: { kernel: 2, stride: 2 } },
    { kind: 'conv', blocks: 1, width: 7, stride: 2, normalization: 'none', pool: null },
  ],
  head: { kind: 'linear', pool: 'flatten', hidden: [9], classes: 4 },
})

export async function preset(name: string): Promise<Architecture> {
  const architecture = await loadPreset(name)
  if (architecture === null) throw new Error(`There is no preset ${name}.`)
  return architecture
}

export function graphOf(architecture: Architecture): LayerGraph {
  const lowered = lower(architecture)
  if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
  return lowered.graph
}

export async function graphOfPreset(name: string): Promise<LayerGraph> {
  return graphOf(await preset(name))
}

/** Those that torchvision has and the gallery may lack: presets with other numbers of blocks. */
const others: Readonly<Record<string, readonly [of: string, blocks: readonly number[]]>> = {
  'vgg-11': ['vgg-16', [1, 1, 2, 2, 2]],
  'vgg-11-bn': ['vgg-16-bn', [1, 1, 2, 2, 2]],
  'vgg-13': ['vgg-16', [2, 2, 2, 2, 2]],
  'vgg-13-bn': ['vgg-16-bn', [2, 2, 2, 2, 2]],
  'wide-resnet-101-2': ['wide-resnet-50-2', [3, 4, 23, 3]],
}

/** A network that torchvision has, by its name in torchvision-names.json. */
export async function graphOfTorchvision(name: string): Promise<LayerGraph> {
  const [of, blocks] = others[name] ?? [name, []]
  const design = await preset(of)
  const stages = design.stages.map((stage, at) => ({ ...stage, blocks: blocks[at] ?? stage.blocks }))
  return graphOf({ ...design, stages })
}
