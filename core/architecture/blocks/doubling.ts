/** The paper doubles the width where it halves the map, so that every layer costs the same (He et al. 2016, section 3.3). */
import { largestWidth } from '../limits.ts'
import { sideAfter } from '../map-size.ts'
import { placeName, type Problem } from '../problem.ts'
import type { StageSite, StageSize } from './block-rule.ts'

export function doublingProblems<S extends StageSize>({ stride, width }: S, { index, map, before }: StageSite<S>): Problem[] {
  if (before === undefined || stride !== 2) return []
  const expected = before.width * 2
  if (width === expected || expected > largestWidth) return []
  const from = Math.min(map.height, map.width)
  const to = sideAfter(from, { kernel: 3, stride: 2 })
  return [
    {
      severity: 'warning',
      place: index,
      field: 'width',
      message: `${placeName(index)}: halving ${from} to ${to} asks for width ${expected}; it is ${width}.`,
      expected: `width ${expected}`,
      actual: `width ${width}`,
      source: 'He et al. 2016, section 3.3',
      mend: { label: `Set width ${expected}`, value: expected },
    },
  ]
}
