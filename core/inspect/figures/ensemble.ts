/** Several networks as one: the mean of their probabilities, the class that most of them choose, and how far they agree. */
import { predictedClasses, probabilities, type Scored } from './scored.ts'

/** Fractions from 0 to 1. */
export interface Ensemble {
  /** Of each member alone. */
  readonly errors: readonly number[]
  /** Of the first member, of the first two, and so on. */
  readonly byMembers: readonly { readonly members: number; readonly mean: number; readonly vote: number }[]
  /** [members, members]: share of images of which both choose the same class. */
  readonly agreement: readonly (readonly number[])[]
}

/** All members saw the same images. Throws a RangeError where they did not, or there is none. */
export function ensembleOf(members: readonly Scored[]): Ensemble {
  const [first] = members
  if (first === undefined) throw new RangeError('There is no member.')
  const { labels, classes } = first
  if (members.some((member) => member.classes !== classes || member.labels.some((label, image) => label !== labels[image])))
    throw new RangeError('The members saw other images.')
  const chosen = members.map(predictedClasses)
  const sums = new Float64Array(labels.length * classes)
  const votes = new Int32Array(labels.length * classes)
  const byMembers = members.map((member, index) => {
    probabilities(member).forEach((share, at) => (sums[at] = (sums[at] ?? 0) + share))
    chosen[index]?.forEach((one, image) => (votes[image * classes + one] = (votes[image * classes + one] ?? 0) + 1))
    const mean = errorOf(labels, (image) => largest(sums, image, classes))
    // Of classes with as many votes the one with the larger mean probability.
    const vote = errorOf(labels, (image) => largest(votes, image, classes, sums))
    return { members: index + 1, mean, vote }
  })
  return {
    errors: chosen.map((one) => errorOf(labels, (image) => one[image] ?? -1)),
    byMembers,
    agreement: chosen.map((one) => chosen.map((other) => 1 - errorOf(one, (image) => other[image] ?? -1))),
  }
}

function errorOf(labels: Int32Array, chosen: (image: number) => number): number {
  return labels.filter((label, image) => chosen(image) !== label).length / labels.length
}

function largest(values: Float64Array | Int32Array, image: number, classes: number, among?: Float64Array): number {
  let best = 0
  for (let at = 1; at < classes; at++) {
    const [one, other] = [values[image * classes + at] ?? 0, values[image * classes + best] ?? 0]
    const breaksTie = one === other && (among?.[image * classes + at] ?? 0) > (among?.[image * classes + best] ?? 0)
    if (one > other || breaksTie) best = at
  }
  return best
}
