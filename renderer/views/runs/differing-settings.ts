/** What differs between runs: every setting of network, data and recipe in words, and those that are not the same for all. */
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { blockRule, type Stage } from '../../../core/architecture/blocks.ts'
import type { RunRecord } from '../../../core/store/run.ts'
import { recipeRows } from '../../../core/recipe/rows.ts'
import { formatCount, formatShape } from '../../format.ts'
import { datasetNames } from '../../../core/datasets/names.ts'
import { shortcutText } from '../run/run-words.ts'
import { headRule } from '../../../core/architecture/heads.ts'
import { stemRule } from '../../../core/architecture/stems.ts'
import { depthOf } from '../../../core/architecture/walk-network.ts'

interface Setting {
  readonly name: string
  readonly of: (record: RunRecord) => string
}

export interface Difference {
  readonly name: string
  /** One a run, in the order given. */
  readonly values: readonly string[]
}

/** One value where all stages have it, else one a stage. */
function perStage(architecture: Architecture, of: (stage: Stage) => string | number): string {
  const values = architecture.stages.map((stage) => String(of(stage)))
  const [first] = values
  if (first === undefined) return 'none'
  if (new Set(values).size === 1) return values.length === 1 ? first : `${first} × ${values.length}`
  return values.join(', ')
}

export const settings: readonly Setting[] = [
  { name: 'Data set', of: ({ dataset }) => datasetNames[dataset] },
  { name: 'Input', of: ({ architecture: { input } }) => formatShape([input.height, input.width, input.channels]) },
  { name: 'Layers', of: ({ architecture }) => formatCount(depthOf(architecture)) },
  { name: 'Stem', of: ({ architecture: { stem } }) => (stem === null ? 'none' : stemRule(stem.kind).describe(stem)) },
  { name: 'Block', of: ({ architecture }) => perStage(architecture, (stage) => blockRule(stage.kind).describe(stage)) },
  { name: 'Blocks', of: ({ architecture }) => perStage(architecture, (stage) => stage.blocks) },
  { name: 'Width', of: ({ architecture }) => perStage(architecture, (stage) => stage.width) },
  { name: 'Stride', of: ({ architecture }) => perStage(architecture, (stage) => stage.stride) },
  { name: 'Shortcut', of: ({ architecture }) => shortcutText(architecture) },
  { name: 'Head', of: ({ architecture: { head } }) => headRule(head.kind).describe(head) },
  { name: 'Classes', of: ({ architecture }) => formatCount(architecture.head.classes) },
  ...recipeRows.map(({ name, words }) => ({ name, of: ({ recipe }: RunRecord) => words(recipe) })),
  { name: 'Seed', of: ({ recipe }) => String(recipe.seed) },
]

/** Settings in which not all runs agree. */
export function differingSettings(records: readonly RunRecord[]): Difference[] {
  return settings.map(({ name, of }) => ({ name, values: records.map(of) })).filter(({ values }) => new Set(values).size > 1)
}
