/** What every kind of stem and head defines, in one file. Editor, inspector, lowering, limits and tables read it, and no other file names a kind. */
import type { z } from 'zod'
import type { MapSize } from './map-size.ts'
import type { Activation } from './options/activation.ts'
import type { Normalization } from './options/normalization.ts'
import type { PartField } from './part-field.ts'
import type { Problem } from './problem.ts'
import type { Step } from './steps.ts'

/** What blocks have before each convolution. */
export interface Activating {
  readonly normalization: Normalization
  readonly activation: Activation
}

export interface PartRule<P> {
  readonly schema: z.ZodType<P>
  /** `Convolution`, and below it what that is. */
  readonly label: string
  readonly note: string
  /** In the order of the inspector. */
  readonly fields: readonly PartField<P>[]
  /** A part of this kind in place of another, which may be none. */
  from(other: object): P
  /**
   * The same beside blocks that activate before they convolve: a stem leaves normalization and activation to the first of them, a head has those of
   * the last one before all else (He et al. 2016b, appendix). Where that cannot be, why: "all three convolutions have one normalization".
   */
  besidePreActivation(part: P, blocks: Activating): P | string
  /** Its layers. `map`: what goes into it. */
  steps(part: P, map: MapSize): readonly Step[]
  /** What is wrong with it beside its windows, which are looked at for every kind alike. */
  problems(part: P, map: MapSize): Problem[]
  /** `7×7, 64, /2, pool`, for tables. */
  describe(part: P): string
}
