/** Every kind of unit that Inception-ResNet-v2 is made of, on maps of 9 to 3 pixels. */
import { completed, type Architecture } from '../../core/architecture/architecture.ts'

export const smallInception: Architecture = completed({
  name: 'small Inception-ResNet',
  input: { height: 33, width: 33, channels: 3 },
  stem: { kind: 'inception', width: 4, halvings: 2, padding: 'half' },
  stages: [
    { kind: 'inception-mixed', blocks: 1, width: 4, stride: 1, mix: '5b' },
    { kind: 'inception-resnet', blocks: 2, width: 4, stride: 1, unit: 'A', scale: 0.17 },
    { kind: 'inception-mixed', blocks: 1, width: 4, stride: 2, mix: 'reduction-a', padding: 'half' },
    { kind: 'inception-resnet', blocks: 1, width: 4, stride: 1, unit: 'B', scale: 0.1 },
    { kind: 'inception-mixed', blocks: 1, width: 4, stride: 1, mix: 'reduction-b' },
    { kind: 'inception-resnet', blocks: 1, width: 4, stride: 1, unit: 'C', scale: 1, relu: false },
  ],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
})
