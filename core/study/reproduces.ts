/** Whether a variant's figure is the published one, which only the published protocol can show. */
import { sampleOf } from '../statistics/sample.ts'
import { deviationsText, type Deviation } from '../recipe/protocol.ts'

/** `found`: in which settings the recipe is not the published one; null where no recipe was published. */
export function protocolText(published: number | null, test: readonly number[], found: readonly Deviation[] | null): string {
  if (published === null || found === null) return ''
  if (found.some(({ matters }) => matters)) return deviationsText(found)
  const sample = sampleOf(test)
  if (sample === null) return 'as published'
  if (sample.halfInterval === null) return 'as published; one seed'
  return Math.abs(sample.mean - published) <= sample.halfInterval ? 'reproduces' : 'does not reproduce'
}
