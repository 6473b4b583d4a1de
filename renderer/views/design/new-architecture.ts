/** A design to begin with: CIFAR's first stage, for images of 32×32. */
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import { firstStage } from '../../../core/architecture/blocks.ts'

export function newArchitecture(freeName: (wanted: string) => string): Architecture {
  return completed({
    name: freeName('New design'),
    input: { height: 32, width: 32, channels: 3 },
    stem: { kind: 'conv', kernel: 3, width: 16, stride: 1, pool: null },
    stages: [firstStage],
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
  })
}
