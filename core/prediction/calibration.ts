/** A machine's speeds as they are kept, and whether they still are of this machine. */
import { z } from 'zod'
import type { Recipe } from '../recipe/recipe.ts'
import { completeSpeeds, type MeasuredSpeeds } from './speeds.ts'
import { convPlaces, workKinds, type WorkKind } from './work.ts'

/** Those that a CPU computes at a speed of their own. */
export const measuredPrecisions = ['float32', 'bfloat16'] as const

/** What a machine's speeds depend on. */
export const machineSchema = z.strictObject({
  /** As the system names it: "AMD EPYC 9654". */
  processor: z.string(),
  /** Cores that this process may use. */
  cores: z.number().int().min(1),
  /** TensorFlow's version. */
  tensorflow: z.string(),
})

const speedsSchema = z.record(z.enum(workKinds), z.number().nonnegative())

/** Milliseconds for one of each kind of work, by precision. */
export const speedsByPrecisionSchema = z.strictObject({ float32: speedsSchema, bfloat16: speedsSchema })

/** What a measurement gives: speeds with our own kernels, where there are some, and with TensorFlow's alone. */
export const measuredSchema = z.strictObject({
  speeds: speedsByPrecisionSchema,
  tensorflowSpeeds: speedsByPrecisionSchema,
  /** Share of the processors that other programs had meanwhile, 0 to 1: then all of it looks slower than it is. */
  others: z.number().min(0).max(1),
})

/** As they are kept: an older version measured fewer kinds, and some that are none now. */
const keptSpeedsSchema = z.record(z.string(), z.number().nonnegative())
const keptByPrecisionSchema = z.strictObject({ float32: keptSpeedsSchema, bfloat16: keptSpeedsSchema })

const keptSchema = z.strictObject({
  format: z.literal('stagecraft-machine'),
  version: z.literal(1),
  machine: machineSchema,
  /** Milliseconds since 1970. */
  measuredAt: z.number(),
  others: measuredSchema.shape.others,
  /** Version of our own kernels that were measured; null where there were none. An older version did not say. */
  kernels: z.string().nullable().optional(),
  speeds: keptByPrecisionSchema,
  /** An older version did not measure them apart. */
  tensorflowSpeeds: keptByPrecisionSchema.optional(),
})

export type Machine = z.infer<typeof machineSchema>

/** Whether speeds of the one are those of the other. */
export function isSameMachine(one: Machine, other: Machine): boolean {
  return one.processor === other.processor && one.cores === other.cores && one.tensorflow === other.tensorflow
}

/** A machine with its speeds, of the kernels that were asked for. */
export interface KnownSpeeds {
  readonly machine: Machine
  readonly speeds: MeasuredSpeeds
}

type SpeedsByPrecision = z.infer<typeof speedsByPrecisionSchema>

export interface Calibration extends Omit<z.infer<typeof keptSchema>, 'speeds' | 'tensorflowSpeeds'> {
  readonly speeds: SpeedsByPrecision
  /** Null where they were not measured. */
  readonly tensorflowSpeeds: SpeedsByPrecision | null
  /** Kinds of work that an older version did not measure: they have speeds of others. */
  readonly lacks: readonly WorkKind[]
  /** `speeds` are of other kernels than there are here now. */
  readonly ofOtherKernels: boolean
}

/**
 * `kernels`: the version of our own that there are here, null for none; then speeds are TensorFlow's, if they were measured. Null where the text is
 * damaged, of another version, or of another machine: then it has to be measured anew.
 */
export function readCalibration(text: string, machine: Machine, kernels: string | null): Calibration | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const read = keptSchema.safeParse(value)
  if (!read.success) return null
  return isSameMachine(read.data.machine, machine) ? completed(read.data, kernels) : null
}

/** With a speed for every kind of work; null where one is lacking that nothing stands for. */
function completed(kept: z.infer<typeof keptSchema>, kernels: string | null): Calibration | null {
  const own = byPrecision(kept.speeds)
  const tensorflow = kept.tensorflowSpeeds === undefined ? null : byPrecision(kept.tensorflowSpeeds)
  if (own === null) return null
  const lacks = [...new Set([...own.lacks, ...(tensorflow?.lacks ?? [])])]
  const tensorflowSpeeds = tensorflow?.speeds ?? null
  const speeds = kernels === null ? (tensorflowSpeeds ?? own.speeds) : own.speeds
  const ofOtherKernels = kept.kernels !== kernels && speeds === own.speeds
  return { ...kept, speeds, tensorflowSpeeds, lacks, ofOtherKernels }
}

function byPrecision(
  kept: z.infer<typeof keptByPrecisionSchema>,
): { speeds: SpeedsByPrecision; lacks: readonly WorkKind[] } | null {
  const float32 = completeSpeeds(kept.float32)
  const bfloat16 = completeSpeeds(kept.bfloat16)
  if (float32 === null || bfloat16 === null) return null
  return { speeds: { float32: float32.speeds, bfloat16: bfloat16.speeds }, lacks: [...float32.lacks, ...bfloat16.lacks] }
}

/** Of the kernels that a recipe asks for; null where they were not measured. */
export function speedsFor(
  { speeds, tensorflowSpeeds }: Pick<Calibration, 'speeds' | 'tensorflowSpeeds'>,
  kernels: Recipe['kernels'],
): SpeedsByPrecision | null {
  return kernels === 'own' ? speeds : tensorflowSpeeds
}

/** How fast a machine trains 3×3 convolutions with so many channels in and out. */
export interface ConvolutionSpeed {
  readonly precision: keyof Calibration['speeds']
  readonly channels: number
  /** Multiply-accumulates a second, forward and backward alike. */
  readonly macsPerSecond: number
}

/** What a person can hold against other machines. Where the measurement told no speed from its neighbours', there is none. */
export function convolutionSpeeds({ speeds }: Pick<Calibration, 'speeds'>): ConvolutionSpeed[] {
  return measuredPrecisions.flatMap((precision) =>
    (Object.entries(convPlaces) as [keyof typeof convPlaces, number][]).flatMap(([kind, channels]) => {
      const ms = speeds[precision][kind]
      return ms > 0 ? [{ precision, channels, macsPerSecond: 1000 / ms }] : []
    }),
  )
}
