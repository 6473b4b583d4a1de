/** Channels divided into groups of the same size: the cardinality of convolutions as an option, and what is wrong with it. */
import type { PartField } from '../part-field.ts'
import { placeName, type Problem } from '../problem.ts'

/** The largest divisor of `channels` that is at most `limit`. */
export function largestDivisor(channels: number, limit: number): number {
  for (let divisor = Math.min(limit, channels); divisor > 1; divisor--) if (channels % divisor === 0) return divisor
  return 1
}

export function groupsField<S extends { readonly groups: number }>(): PartField<S & { readonly groups: number }> {
  return {
    kind: 'number',
    field: 'groups',
    caption: 'Groups',
    usual: 1,
    also: 'grouped',
    label: 'Groups of convolutions',
    min: 1,
    max: 1024,
    value: ({ groups }) => groups,
    change: (groups) => ({ groups }) as Partial<S>,
    note: ({ groups }) => (groups === 1 ? '' : 'the cardinality of ResNeXt'),
  }
}

/** `channels`: all that are divided. */
export function groupsProblems(groups: number, index: number, channels: readonly number[]): Problem[] {
  const odd = channels.find((width) => width % groups !== 0)
  if (odd === undefined) return []
  const fitting = largestDivisor(channels.reduce(gcd), groups)
  return [
    {
      severity: 'error',
      place: index,
      field: 'groups',
      message: `${placeName(index)}: width ${odd} is not divisible by ${groups} groups.`,
      expected: `a number of groups that divides ${odd}`,
      actual: `${groups} groups`,
      source: 'Xie et al. 2017, section 3.3',
      mend: { label: fitting === 1 ? 'Set 1 group' : `Set ${fitting} groups`, value: fitting },
    },
  ]
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b)
}
