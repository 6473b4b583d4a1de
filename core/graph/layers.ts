/** The table of layer kinds. A kind is defined once, in its file under layers/; adding one that lacks a rule does not compile. */
import type { LayerRule } from './layer-rule.ts'
import { add } from './layers/add.ts'
import { batchNorm } from './layers/batch-norm.ts'
import { bias, type BiasConfig } from './layers/bias.ts'
import { concat } from './layers/concat.ts'
import { conv, type ConvConfig } from './layers/conv.ts'
import { flatten } from './layers/flatten.ts'
import { gate, type GateConfig } from './layers/gate.ts'
import { globalAveragePool } from './layers/global-average-pool.ts'
import { input, type InputConfig } from './layers/input.ts'
import { linear, type LinearConfig } from './layers/linear.ts'
import { maxPool, type PoolConfig } from './layers/max-pool.ts'
import { product } from './layers/product.ts'
import { relu } from './layers/relu.ts'
import { scalar, type ScalarConfig } from './layers/scalar.ts'
import { scale, type ScaleConfig } from './layers/scale.ts'
import { sigmoid } from './layers/sigmoid.ts'
import { zeroPadShortcut, type ZeroPadShortcutConfig } from './layers/zero-pad-shortcut.ts'

type None = Record<string, never>

/** What each kind needs to know besides its inputs. */
export interface LayerConfigs {
  input: InputConfig
  conv: ConvConfig
  batchNorm: None
  relu: None
  sigmoid: None
  add: None
  gate: GateConfig
  concat: None
  product: None
  scale: ScaleConfig
  scalar: ScalarConfig
  bias: BiasConfig
  maxPool: PoolConfig
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
  relu,
  sigmoid,
  add,
  gate,
  concat,
  product,
  scale,
  scalar,
  bias,
  maxPool,
  zeroPadShortcut,
  globalAveragePool,
  flatten,
  linear,
} satisfies { [K in LayerKind]: LayerRule<LayerConfigs[K]> }
