/** Stages in words, and the fields of their kinds' own. */
import { blockRule, type Stage } from './blocks.ts'
import { fieldsOf, type PartField } from './part-field.ts'
import { differingWords, stageValues, valueText, type DifferingWords } from './value-words.ts'

/** The fields of its kind's own that mean something for it. */
export function ownFields(stage: Stage): readonly PartField<Stage>[] {
  return fieldsOf(blockRule(stage.kind), stage)
}

export function differencesOf(one: Stage, other: Stage): DifferingWords[] {
  return differingWords(stageValues(one), stageValues(other))
}

/** `Stage 2`, `Stages 2 to 4`, `Stages 1, 3 and 5 to 9`: positions from 0, ascending. */
export function stagesName(selection: readonly number[]): string {
  const names = runsOf(selection).flatMap((run) => {
    const numbers = run.map((at) => valueText(at + 1))
    return run.length > 2 ? [`${numbers[0]} to ${numbers.at(-1)}`] : numbers
  })
  if (names.length < 2) return `${selection.length > 1 ? 'Stages' : 'Stage'} ${names.join('')}`
  return `Stages ${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** Those that follow one another, together. */
function runsOf(selection: readonly number[]): number[][] {
  const runs: number[][] = []
  for (const at of selection) {
    const run = runs.at(-1)
    if (run?.at(-1) === at - 1) run.push(at)
    else runs.push([at])
  }
  return runs
}
