/** How long it trains. */
import { readWithin } from '../number-limit.ts'
import { length as lengthPart, lengthText, outsideText, type Length, type NumberSpec } from '../parts/leaves.ts'
import { becomes, refused, type PartOption } from '../parts/part.ts'
import { setting } from './setting.ts'

/** The longest length, and the rarest cadence. */
export const longest = 100_000_000

const spec = {
  name: 'length',
  noun: 'The length',
  whole: true,
  min: 1,
  max: longest,
  usual: 400,
  unit: 'steps',
} as const satisfies NumberSpec & {
  unit: Length['unit']
}

function option(unit: Length['unit'], about: string): PartOption<Length> {
  return {
    flag: `--${unit}`,
    takes: '<n>',
    about,
    fields: ['length', 'lengthUnit'],
    limit: spec,
    read(text) {
      const read = readWithin(text, spec)
      return read.ok ? becomes({ unit, value: read.value }) : refused(read.unclear ?? outsideText(spec))
    },
    say: (value) => (value.unit === unit ? String(value.value) : null),
  }
}

export const length = setting(
  lengthPart('length', 'lengthUnit', spec, [
    option('steps', 'length in steps; drops move along'),
    option('epochs', 'length in epochs, evaluated after each; drops move along'),
  ]),
  { name: 'Length', words: lengthText },
)
