/** A machine's speeds as they are kept, and whether they still are of this machine. */
import { z } from 'zod'
import { convPlaces, workKinds } from './work.ts'

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

/** Another list of kinds of work, of a newer version, makes the old figures useless: they are then measured anew. */
const speedsSchema = z.record(z.enum(workKinds), z.number().nonnegative())

export const speedsByPrecisionSchema = z.strictObject({ float32: speedsSchema, bfloat16: speedsSchema })

export const calibrationSchema = z.strictObject({
  format: z.literal('stagecraft-machine'),
  version: z.literal(1),
  machine: machineSchema,
  /** Milliseconds since 1970. */
  measuredAt: z.number(),
  /** Share of the processors that other programs had meanwhile, 0 to 1: then all of it looks slower than it is. */
  others: z.number().min(0).max(1),
  /** Milliseconds for one of each kind of work, by precision. */
  speeds: speedsByPrecisionSchema,
})

export type Machine = z.infer<typeof machineSchema>
export type Calibration = z.infer<typeof calibrationSchema>

/** Null where the text is damaged, of another version, or of another machine: then it has to be measured anew. */
export function readCalibration(text: string, machine: Machine): Calibration | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  const read = calibrationSchema.safeParse(value)
  if (!read.success) return null
  const { processor, cores, tensorflow } = read.data.machine
  const isThis = processor === machine.processor && cores === machine.cores && tensorflow === machine.tensorflow
  return isThis ? read.data : null
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
