/** Which blocks of two stages are the same, by the layers that they lower to: what enters a stage may change its first block alone. */
import type { Architecture } from '../architecture.ts'
import { lower } from '../lower.ts'
import { textOf } from './fields.ts'

export type BlockState = 'same' | 'changed' | 'added' | 'removed'

/** The state of each block of a stage, as the one and the other design has it. */
export interface StageBlocks {
  readonly before: readonly BlockState[]
  readonly after: readonly BlockState[]
}

/** Text for each block of each stage, equal for blocks of the same layers. Where a design has errors: for blocks of the same fields. */
export function blockTexts(...designs: readonly Architecture[]): (readonly string[])[][] {
  const lowered = designs.map(lower)
  return designs.map(({ stages }, index) => {
    const own = lowered[index]
    if (!own?.ok || lowered.some(({ ok }) => !ok)) return stages.map(fieldTexts)
    const texts = stages.map((stage): string[] => Array<string>(stage.blocks).fill(''))
    for (const { name, kind, config, place } of own.graph.layers) {
      if (place.part !== 'stage') continue
      const of = texts[place.stage]
      const begin = `stage${place.stage + 1}.block${place.block + 1}.`
      if (of) of[place.block] += textOf([name.slice(begin.length), kind, config])
    }
    return texts
  })
}

function fieldTexts({ blocks, stride, ...fields }: Architecture['stages'][number]): string[] {
  const [first, later] = [textOf({ ...fields, stride }), textOf({ ...fields, stride: 1 })]
  return Array.from({ length: blocks }, (_, block) => (block === 0 ? first : later))
}

/** Blocks at both ends that are alike stay together; of those between, as many as both have are changed. */
export function alignBlocks(before: readonly string[], after: readonly string[]): StageBlocks {
  const most = Math.min(before.length, after.length)
  let start = 0
  while (start < most && before[start] === after[start]) start += 1
  let end = 0
  while (end < most - start && before.at(-1 - end) === after.at(-1 - end)) end += 1
  const changed = most - start - end
  const states = ({ length }: readonly string[], own: BlockState): BlockState[] =>
    Array.from({ length }, (_, block) => {
      if (block < start || block >= length - end) return 'same'
      return block < start + changed ? 'changed' : own
    })
  return { before: states(before, 'removed'), after: states(after, 'added') }
}
