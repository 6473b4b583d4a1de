/** A design to begin with: one stage of one block, for images of 32×32. */
import type { Architecture } from '../../../core/architecture/architecture.ts'

export function newArchitecture(freeName: (wanted: string) => string): Architecture {
  return {
    format: 'stagecraft-architecture',
    version: 1,
    name: freeName('New design'),
    input: { height: 32, width: 32, channels: 3 },
    stem: { kernel: 3, width: 16, stride: 1, pool: null },
    stages: [{ kind: 'basic', blocks: 3, width: 16, stride: 1, layers: 2, shortcut: 'A' }],
    head: { pool: 'global-average', hidden: [], classes: 10 },
  }
}
