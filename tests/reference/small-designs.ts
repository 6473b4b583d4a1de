/** The small networks of gallery/small.py as designs: kinds that the gallery has in large networks alone. */
import { completed, type Architecture } from '../../core/architecture/architecture.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import { smallInception } from '../engine/small-inception.ts'

export interface SmallDesign {
  readonly architecture: Architecture
  /** At which rounding does not drive two trainings apart within twenty steps. */
  readonly rate: number
}

/** With one block a stage, Fixup-110 is of 8 layers. */
async function smallFixup(): Promise<Architecture> {
  const preset = await loadPreset('fixup-resnet-110')
  if (preset === null) throw new Error('There is no preset fixup-resnet-110.')
  return {
    ...preset,
    input: { height: 16, width: 16, channels: 3 },
    stages: preset.stages.map((stage) => ({ ...stage, blocks: 1 })),
  }
}

const deepStem = completed({
  name: 'three convolutions before a head of 1×1 convolutions',
  input: { height: 32, width: 32, channels: 3 },
  stem: { kind: 'deep', innerWidth: 4, width: 8, stride: 2, pool: { kernel: 3, stride: 2 } },
  stages: [{ kind: 'conv', blocks: 2, width: 8, stride: 1, pool: null }],
  head: { kind: 'conv', onMap: [12], classes: 10 },
})

export const smallDesigns: Readonly<Record<string, () => Promise<SmallDesign>>> = {
  // Its last layers begin with 0: at small steps nothing but those would move.
  'small-fixup': async () => ({ architecture: await smallFixup(), rate: 0.02 }),
  'small-inception-resnet': () => Promise.resolve({ architecture: smallInception, rate: 5e-4 }),
  'small-deep-stem': () => Promise.resolve({ architecture: deepStem, rate: 5e-4 }),
}
