/**
 * The small networks whose steps are timed to learn a machine's speeds: short stacks of one kind of block each, at sizes between which those
 * of real networks lie. None is a preset.
 */
import { completed, type Architecture } from '../../architecture/architecture.ts'
import type { WrittenStage } from '../../architecture/blocks.ts'
import type { Activation } from '../../architecture/options/activation.ts'
import type { WrittenStem } from '../../architecture/stems.ts'
import { recipeSchema, type Recipe } from '../../recipe/recipe.ts'

export interface Probe {
  readonly architecture: Architecture
  readonly batchSize: number
}

const stem = (width: number): WrittenStem => ({ kind: 'conv', kernel: 3, width, stride: 1, pool: null })
type Basic = Extract<WrittenStage, { kind: 'basic' }>
const plain = (width: number, blocks: number, stride = 1): Basic => ({
  kind: 'basic',
  blocks,
  width,
  stride,
  layers: 2,
  shortcut: 'none',
})
const residual = (width: number, blocks: number, stride = 1): Basic => ({ ...plain(width, blocks, stride), shortcut: 'A' })
const bare = (width: number, blocks: number, activation: Activation = 'relu'): WrittenStage => ({
  kind: 'conv',
  blocks,
  width,
  stride: 1,
  normalization: 'none',
  activation,
  pool: null,
})
const narrow = (width: number, blocks: number): WrittenStage => ({
  kind: 'bottleneck',
  blocks,
  width,
  stride: 1,
  expansion: 4,
  strideIn: '3x3',
  shortcut: 'B',
})

const dense = (growth: number, blocks: number, transition: { compression: number } | null = null): WrittenStage => ({
  kind: 'dense',
  blocks,
  width: growth,
  stride: 1,
  bottleneck: null,
  transition,
})

/** A probe on square images of three channels. */
function probe(
  side: number,
  batchSize: number,
  first: WrittenStem | null,
  stages: readonly WrittenStage[],
  hidden: readonly number[] = [],
): Probe {
  const architecture: Architecture = completed({
    name: 'Probe',
    input: { height: side, width: side, channels: 3 },
    stem: first,
    stages: [...stages],
    head: { kind: 'linear', pool: 'global-average', hidden: [...hidden], classes: 10 },
  })
  return { architecture, batchSize }
}

/** From small to large, so that the first of them warm the machine up. */
export const probes: readonly Probe[] = [
  // Each width at two depths: the difference is the blocks alone.
  probe(32, 32, stem(16), [plain(16, 1)]),
  probe(32, 32, stem(16), [residual(16, 5)]),
  probe(32, 128, stem(16), [residual(16, 2)]),
  probe(32, 128, stem(16), [bare(16, 4)]),
  probe(32, 64, stem(16), [bare(16, 1)]),
  probe(16, 32, stem(32), [residual(32, 4)]),
  probe(16, 128, stem(32), [residual(32, 4)]),
  probe(16, 128, stem(32), [bare(32, 4)]),
  probe(8, 128, stem(64), [residual(64, 4)]),
  probe(8, 32, stem(64), [residual(64, 6)]),
  probe(8, 128, stem(64), [bare(64, 4)]),
  probe(32, 64, stem(16), [residual(16, 1), residual(32, 1, 2), residual(64, 1, 2)]),
  probe(56, 4, stem(64), [residual(64, 2)]),
  probe(56, 16, stem(64), [residual(64, 1)]),
  probe(28, 8, stem(128), [residual(128, 2)]),
  probe(14, 8, stem(256), [residual(256, 2)]),
  probe(7, 8, stem(512), [residual(512, 1)]),
  probe(28, 4, stem(64), [residual(64, 1), residual(128, 1, 2), residual(256, 1, 2)]),
  probe(56, 4, stem(64), [narrow(64, 2)]),
  probe(14, 8, stem(256), [narrow(256, 2)]),
  probe(7, 8, stem(512), [narrow(512, 1)]),
  probe(112, 8, { kind: 'conv', kernel: 7, width: 64, stride: 2, pool: { kernel: 3, stride: 2 } }, []),
  probe(224, 8, { kind: 'conv', kernel: 7, width: 64, stride: 2, pool: { kernel: 3, stride: 2 } }, []),
  probe(112, 8, stem(16), [bare(64, 1)]),
  probe(4, 16, stem(16), [], [4096, 2048]),
  probe(28, 4, stem(128), [{ ...residual(128, 2), groups: 32 }]),
  probe(28, 8, stem(64), [{ ...residual(64, 2), groups: 64 }]),
  probe(32, 64, stem(16), [bare(16, 4, 'gelu')]),
  probe(32, 64, stem(16), [{ ...residual(16, 2), dropout: 0.3 }]),
  probe(32, 64, stem(16), [{ ...residual(16, 2), normalization: { group: 8 } }]),
  probe(32, 32, stem(16), [dense(12, 4)]),
  probe(32, 32, stem(16), [dense(16, 6, { compression: 1 })]),
]

/** Steps without anything that a probe does not need. */
export function probeRecipe(batchSize: number, precision: Recipe['precision']): Recipe {
  return recipeSchema.parse({
    name: 'Probe',
    batchSize,
    length: { unit: 'steps', value: 100 },
    optimizer: { kind: 'sgd', momentum: 0.9, weightDecay: 1e-4 },
    learningRate: { kind: 'steps', initial: 0.01, divisor: 10, after: [] },
    inputScaling: 'channel-mean-std',
    augmentation: { pad: 4, flip: true },
    precision,
    evaluation: { unit: 'steps', value: 100 },
    telemetryEvery: 0,
    notFinite: 'skip',
    seed: 1,
  })
}
