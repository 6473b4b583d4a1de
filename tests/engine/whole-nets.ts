/** Small networks of every kind of stem, block and head, for what is tested of whole networks. */
import type { Architecture } from '../../core/architecture/architecture.ts'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import { bottleneckNet, deepStemNet, denseNet, fixupNet, highwayNet, vggNet } from './kind-nets.ts'
import { smallInception } from './small-inception.ts'

/** For small images: among a hundred thousand inputs of ReLU one is so near its kink that rounding alone decides the gradient. */
async function preset(name: string): Promise<Architecture> {
  const architecture = await loadPreset(name)
  if (architecture === null) throw new Error(`There is no preset ${name}.`)
  return fitDataset(architecture, { height: 8, width: 8, channels: 3, classes: 10 })
}

export const wholeNets: Readonly<Record<string, () => Promise<Architecture> | Architecture>> = {
  'ResNet-20, option A': () => preset('resnet-20'),
  'ResNet-20, option B': () => preset('resnet-20-b'),
  'ResNet-20, option C': () => preset('resnet-20-c'),
  'plain-20': () => preset('plain-20'),
  'a bottleneck net': () => bottleneckNet,
  'a VGG-like net': () => vggNet,
  'a small Inception-ResNet': () => smallInception,
  'a DenseNet': () => denseNet,
  'a highway network': () => highwayNet,
  'a Fixup network': () => fixupNet,
  'a net with a deep stem and no fully connected layer': () => deepStemNet,
}
