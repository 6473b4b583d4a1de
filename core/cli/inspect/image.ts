/** One image, and pairs of images that are nearly the same, as text. */
import { splitWords } from '../../datasets/names.ts'
import { counted, percent, table } from '../text.ts'
import type { InspectedRun } from './inspect.ts'
import { numberText } from './number-text.ts'

/** What is said of it by each run; maps are for the window, and for programs. */
export function imageTables(inspected: readonly InspectedRun<'image'>[]): string[] {
  return inspected.map(({ run, kept: { result, options } }) => {
    const order = [...result.probabilities.keys()].sort((a, b) => (result.probabilities[b] ?? 0) - (result.probabilities[a] ?? 0))
    const rows = order
      .slice(0, 10)
      .map((of) => [result.classes[of] ?? '', percent(result.probabilities[of] ?? null), of === result.label ? 'its label' : ''])
    return table([`${run.record.name}, ${splitWords[options.split]} image ${options.image}`, 'probability', ''], rows, [1])
  })
}

export function duplicateTables(inspected: readonly InspectedRun<'duplicates'>[]): string[] {
  return inspected.map(({ run, kept: { result } }) => {
    const named = (of: number): string => result.classes[of] ?? String(of)
    const rows = result.pairs
      .slice(0, 30)
      .map(({ test, train, distance, pixels, testLabel, trainLabel }) => [
        String(test),
        named(testLabel),
        String(train),
        named(trainLabel),
        numberText(distance),
        numberText(pixels),
      ])
    const head = ['test image', 'is', 'training image', 'is', '1 − cosine', 'pixels apart']
    return `${run.record.name}: the nearest of ${counted(result.trainImages, 'training image')}\n${table(head, rows, [0, 2, 4, 5])}`
  })
}
