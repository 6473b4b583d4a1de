/** Blocks of a stage that are used one after the other: the same each time, or with numbers that grow by the same amount. */
import type { ArgumentValue } from '../graph/spelling.ts'
import { useArguments, type Definition, type Use } from './definitions.ts'
import { valueText, type WrittenArgument } from './python-text.ts'
import type { BlockUnit, Unit } from './units.ts'
import { valueOf } from '../graph/value-of.ts'

export interface Run {
  readonly definition: Definition
  /** First of the blocks, and how many there are. */
  readonly first: BlockUnit
  readonly count: number
  /** Of the first where there is one block; else what every block of the run is given, perhaps by `index`, which counts from 0. */
  readonly args: readonly WrittenArgument[]
  readonly usesIndex: boolean
}

/** `index`: name of the variable that counts the blocks of a run. */
export function runsOf(units: readonly BlockUnit[], uses: ReadonlyMap<Unit, Use>, index: string): Run[] {
  const runs: Run[] = []
  for (let from = 0; from < units.length;) {
    const first = units[from]
    if (first === undefined) break
    const use = valueOf(uses, first)
    const count = lengthOf(units.slice(from).map((unit) => valueOf(uses, unit)))
    // Two that differ are clearer said twice.
    const next = units[from + 1]
    const steps = count > 1 && next !== undefined ? stepsBetween(use, valueOf(uses, next)) : null
    const grows = steps?.some((step) => step !== 0) === true
    if (count < 2 || steps === null || (grows && count < 3)) {
      runs.push({ definition: use.definition, first, count: 1, args: useArguments(use), usesIndex: false })
      from += 1
      continue
    }
    const args = grows ? growing(use, steps, index) : useArguments(use)
    runs.push({ definition: use.definition, first, count, args, usesIndex: grows })
    from += count
  }
  return runs
}

/** How many of the uses, from the first on, go on as the first two do. */
function lengthOf(uses: readonly Use[]): number {
  const [first, second] = uses
  if (first === undefined || second === undefined) return uses.length
  const steps = stepsBetween(first, second)
  if (steps === null) return 1
  const key = steps.join()
  let length = 2
  for (let at = 2; at < uses.length; at++) {
    const [before, use] = [uses[at - 1], uses[at]]
    if (before === undefined || use === undefined || stepsBetween(before, use)?.join() !== key) break
    length += 1
  }
  return length
}

/** By how much each value grows; null where they are of different definitions, or differ otherwise. */
function stepsBetween(a: Use, b: Use): number[] | null {
  if (a.definition !== b.definition) return null
  const steps = a.values.map((value, at) => step(value, b.values[at] ?? value))
  return steps.every((one) => one !== null) ? steps : null
}

function step(from: ArgumentValue, to: ArgumentValue): number | null {
  if (valueText(from) === valueText(to)) return 0
  return Number.isInteger(from) && Number.isInteger(to) ? Number(to) - Number(from) : null
}

function growing({ definition, values }: Use, steps: readonly number[], index: string): WrittenArgument[] {
  return definition.parameters.flatMap(({ name, usual }, at) => {
    const by = steps[at] ?? 0
    const value = values[at] ?? 0
    if (by === 0 && usual !== null && valueText(value) === valueText(usual)) return []
    const source = by === 0 ? valueText(value) : `${valueText(value)} ${by < 0 ? '-' : '+'} ${Math.abs(by)} * ${index}`
    return [usual === null ? { source } : { name, source }]
  })
}
