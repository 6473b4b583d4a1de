/** The table of layer kinds. A kind is defined once, in its file under layers/; adding one that lacks a rule does not compile. */
import type { LayerRule } from './layer-rule.ts'
import { add } from './layers/add.ts'
import { batchNorm } from './layers/batch-norm.ts'
import { conv, type ConvConfig } from './layers/conv.ts'
import { flatten } from './layers/flatten.ts'
import { globalAveragePool } from './layers/global-average-pool.ts'
import { input, type InputConfig } from './layers/input.ts'
import { linear, type LinearConfig } from './layers/linear.ts'
import { maxPool, type PoolConfig } from './layers/max-pool.ts'
import { relu } from './layers/relu.ts'
import { zeroPadShortcut, type ZeroPadShortcutConfig } from './layers/zero-pad-shortcut.ts'

type None = Record<string, never>

/** What each kind needs to know besides its inputs. */
export interface LayerConfigs {
  input: InputConfig
  conv: ConvConfig
  batchNorm: None
  relu: None
  add: None
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
  add,
  maxPool,
  zeroPadShortcut,
  globalAveragePool,
  flatten,
  linear,
} satisfies { [K in LayerKind]: LayerRule<LayerConfigs[K]> }
