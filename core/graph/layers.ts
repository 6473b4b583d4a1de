/** The table of layer kinds. A kind is defined once, in its file under layers/; adding one that lacks a rule does not compile. */
import type { LayerRule } from './layer-rule.ts'
import { add } from './layers/add.ts'
import { averagePool, type AveragePoolConfig } from './layers/average-pool.ts'
import { batchNorm, type BatchNormConfig } from './layers/batch-norm.ts'
import { bias, type BiasConfig } from './layers/bias.ts'
import { concat } from './layers/concat.ts'
import type { ConvConfig } from './layers/conv-config.ts'
import { conv } from './layers/conv.ts'
import { dropout, type DropoutConfig } from './layers/dropout.ts'
import { elu } from './layers/elu.ts'
import { flatten } from './layers/flatten.ts'
import { gate, type GateConfig } from './layers/gate.ts'
import { gelu } from './layers/gelu.ts'
import { globalAveragePool } from './layers/global-average-pool.ts'
import { groupNorm, type GroupNormConfig } from './layers/group-norm.ts'
import { input, type InputConfig } from './layers/input.ts'
import { leakyRelu, type LeakyReluConfig } from './layers/leaky-relu.ts'
import { linear, type LinearConfig } from './layers/linear.ts'
import { localResponseNorm, type LocalResponseNormConfig } from './layers/local-response-norm.ts'
import { maxPool } from './layers/max-pool.ts'
import type { PoolConfig } from './layers/pool.ts'
import { prelu } from './layers/prelu.ts'
import { product } from './layers/product.ts'
import { relu } from './layers/relu.ts'
import { scalar, type ScalarConfig } from './layers/scalar.ts'
import { scale, type ScaleConfig } from './layers/scale.ts'
import { sigmoid } from './layers/sigmoid.ts'
import { silu } from './layers/silu.ts'
import { zeroPadShortcut, type ZeroPadShortcutConfig } from './layers/zero-pad-shortcut.ts'

type None = Record<string, never>

/** What each kind needs to know besides its inputs. */
export interface LayerConfigs {
  input: InputConfig
  conv: ConvConfig
  batchNorm: BatchNormConfig
  groupNorm: GroupNormConfig
  localResponseNorm: LocalResponseNormConfig
  relu: None
  leakyRelu: LeakyReluConfig
  prelu: None
  elu: None
  silu: None
  gelu: None
  sigmoid: None
  add: None
  gate: GateConfig
  concat: None
  dropout: DropoutConfig
  product: None
  scale: ScaleConfig
  scalar: ScalarConfig
  bias: BiasConfig
  maxPool: PoolConfig
  averagePool: AveragePoolConfig
  zeroPadShortcut: ZeroPadShortcutConfig
  globalAveragePool: None
  flatten: None
  linear: LinearConfig
}

export type LayerKind = keyof LayerConfigs

export const layerRules = {
  input,
  conv,
  batchNorm,
  groupNorm,
  localResponseNorm,
  relu,
  leakyRelu,
  prelu,
  elu,
  silu,
  gelu,
  sigmoid,
  add,
  gate,
  concat,
  dropout,
  product,
  scale,
  scalar,
  bias,
  maxPool,
  averagePool,
  zeroPadShortcut,
  globalAveragePool,
  flatten,
  linear,
} satisfies { [K in LayerKind]: LayerRule<LayerConfigs[K]> }
