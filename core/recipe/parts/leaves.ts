/** The smallest parts of a recipe: a number, a switch, one of a few words, a length. */
import { z } from 'zod'
import { countedText } from '../../text/count-text.ts'
import { kindOf, rangeText, readWithin, type NumberLimit, type NumberWithin } from '../number-limit.ts'
import { numberText, textOf } from '../number-text.ts'
import { becomes, refused, type Part, type PartOption, type Report, type Typed } from './part.ts'

/** What an option is called, what it takes, and what it is for. */
export type OptionWords = readonly [flag: string, takes: string, about: string]

export interface NumberSpec extends NumberLimit {
  /** The field as a list of what must be mended names it. */
  readonly name: string
  /** As a sentence begins with it. */
  readonly noun: string
  readonly usual: number
  readonly option?: OptionWords
}

export interface NumberPart<F extends string> extends Part<number, Record<F, string>> {
  readonly spec: NumberSpec
  readonly field: F
}

export function number<F extends string>(field: F, spec: NumberSpec): NumberPart<F> {
  const write = (value = spec.usual): Record<F, string> => only(field, textOf(kindOf(spec), value))
  return {
    spec,
    field,
    schema: numberSchema(spec),
    usual: spec.usual,
    fields: [field],
    options: spec.option ? [{ ...optionOf(spec.option, [field]), ...numberOption(spec) }] : [],
    write,
    read(fields, { report, room }) {
      const limit = { ...spec, ...room(field) }
      const read = readWithin(fields[field], limit)
      return read.ok ? read.value : reportNumber(report, field, limit, read)
    },
  }
}

export function numberSchema({ whole, min, above, max }: NumberLimit): z.ZodNumber {
  const any = whole ? z.number().int() : z.number()
  return (above ? any.gt(min) : any.min(min)).max(max)
}

/** What is said of a number that is not within, in a form. */
function reportNumber(report: Report, field: string, spec: NumberSpec, { unclear, mends }: NumberWithin & { ok: false }): null {
  const texts = mends.map((value) => textOf(kindOf(spec), value))
  return report(
    field,
    spec.name,
    `${unclear ?? outsideText(spec)}.`,
    texts.map((text) => ({ label: `Set ${text}`, change: { [field]: text } })),
  )
}

/** `Momentum is a number from 0 to 0.9999` */
export const outsideText = (spec: NumberSpec): string => `${spec.noun} is ${rangeText(spec)}`

export function numberOption(spec: NumberSpec): Pick<PartOption<number>, 'read' | 'say' | 'limit'> {
  return {
    limit: spec,
    read(text) {
      const read = readWithin(text, spec)
      return read.ok ? becomes(read.value) : refused(read.unclear ?? outsideText(spec))
    },
    say: String,
  }
}

export const optionOf = ([flag, takes, about]: OptionWords, fields: readonly string[]) => ({ flag, takes, about, fields })

/** On or off. */
export function toggle<F extends string>(
  field: F,
  { usual, option }: { usual: boolean; option: readonly [flag: string, about: string] },
): Part<boolean, Record<F, boolean>> {
  return {
    schema: z.boolean(),
    usual,
    fields: [field],
    options: [
      {
        ...optionOf([option[0], '<on|off>', option[1]], [field]),
        words: ['on', 'off'],
        read: (text) => (text === 'on' || text === 'off' ? becomes(text === 'on') : refused('it takes on or off')),
        say: (on) => (on ? 'on' : 'off'),
      },
    ],
    write: (on = usual) => only(field, on),
    read: (fields) => fields[field],
  }
}

/** One of a few words. */
export function word<F extends string, const W extends string>(
  field: F,
  words: readonly [W, ...W[]],
  { usual, option }: { usual: NoInfer<W>; option: readonly [flag: string, about: string] },
): Part<W, Record<F, W>> {
  return {
    schema: z.enum(words),
    usual,
    fields: [field],
    options: [{ ...optionOf([option[0], '<kind>', `${option[1]}: ${words.join(', ')}`], [field]), ...wordOption(words) }],
    write: (value = usual) => only(field, value),
    read: (fields) => fields[field],
  }
}

export function wordOption<W extends string>(
  words: readonly W[],
): { readonly words: readonly W[]; read(text: string): Typed<W>; say(value: W): string } {
  return {
    words,
    read(text) {
      const found = words.find((each) => each === text)
      return found === undefined ? refused(`it takes ${words.join(', ')}`) : becomes(found)
    },
    say: (value) => value,
  }
}

/** What can be only one thing, and is no field. */
export function constant<V extends string>(value: V): Part<V, object> {
  return { schema: z.literal(value), usual: value, fields: [], options: [], write: () => ({}), read: () => value }
}

const units = ['steps', 'epochs'] as const

/** A length in steps (updates of the weights) or epochs (passes over the training images). */
export interface Length {
  unit: (typeof units)[number]
  value: number
}

interface LengthSpec extends NumberSpec {
  readonly unit: Length['unit']
}

export type LengthFields<F extends string, U extends string> = Record<F, string> & Record<U, Length['unit']>

export function length<F extends string, U extends string>(
  field: F,
  unitField: U,
  spec: LengthSpec,
  options: readonly PartOption<Length>[] = spec.option ? [cadenceOption(spec, spec.option, [field, unitField])] : [],
): Part<Length, LengthFields<F, U>> {
  const value = number(field, spec)
  return {
    schema: z.strictObject({ unit: z.enum(units), value: value.schema }),
    usual: { unit: spec.unit, value: spec.usual },
    fields: [field, unitField],
    options,
    write: (given = { unit: spec.unit, value: spec.usual }) => ({ ...value.write(given.value), ...only(unitField, given.unit) }),
    read(fields, reader) {
      const read = value.read(fields, reader)
      return read === null ? null : { unit: fields[unitField], value: read }
    },
  }
}

/** A cadence: `100steps`, `2epochs`; a number alone is steps. */
function cadenceOption(spec: NumberSpec, words: OptionWords, fields: readonly string[]): PartOption<Length> {
  return {
    ...optionOf(words, fields),
    about: `${words[2]}: as 100steps or 1epochs`,
    read(text) {
      const [, figures, unit] = /^([\d.,]+) ?(steps?|epochs?)?$/.exec(text) ?? []
      if (figures === undefined) return refused('it takes a number of steps or epochs, as 100steps or 1epochs')
      const read = readWithin(figures, spec)
      if (!read.ok) return refused(read.unclear ?? outsideText(spec))
      return becomes({ unit: unit?.startsWith('epoch') ? 'epochs' : 'steps', value: read.value })
    },
    say: ({ unit, value }) => `${value}${unit}`,
  }
}

/** An object of one key, which TypeScript knows by its name. */
export function only<F extends string, V>(field: F, value: V): Record<F, V> {
  return { [field]: value } as Record<F, V>
}

/** `every epoch`, `every 100 steps` */
export function cadenceText(every: Length): string {
  return every.value === 1 ? `every ${every.unit === 'steps' ? 'step' : 'epoch'}` : `every ${lengthText(every)}`
}

/** `400 steps`, `1 epoch` */
export function lengthText({ unit, value }: Length): string {
  return countedText(value, unit === 'steps' ? 'step' : 'epoch')
}

/** `none` where it is 0. */
export const numberOrNone = (value: number): string => (value === 0 ? 'none' : numberText(value))
