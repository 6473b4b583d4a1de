/** What a study of one's own compares, as options: `--by error,steps`, `--pair "ResNet-20; plain-20; steps; lower"`. */
import { InvalidArgumentError } from 'commander'
import { measures, type Measure } from '../study/measures.ts'
import { pairSchema, type Pair } from '../study/study.ts'

export function readMeasures(text: string): Measure[] {
  return text.split(',').map((word) => {
    const found = measures.find((measure) => measure === word.trim())
    if (found === undefined)
      throw new InvalidArgumentError(`There is no measure ${word.trim()}: there are ${measures.join(', ')}.`)
    return found
  })
}

/** Measure and what is expected may be left out: then it is by the error, and nothing is expected. */
export function readPair(text: string): Pair {
  const [first, second, by, expects, ...more] = text.split(';').map((part) => part.trim())
  const read = pairSchema.safeParse({ first, second, ...(by && { by }), ...(expects && { expects }) })
  if (read.success && more.length === 0) return read.data
  throw new InvalidArgumentError(
    `It is typed as "first; second", "first; second; measure" or "first; second; measure; lower": measures are ${measures.join(', ')}.`,
  )
}
