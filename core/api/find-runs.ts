/** What a run is found by, in the window and on the command line. */
import { designWords } from '../architecture/design-words.ts'
import { datasetNames } from '../datasets/names.ts'
import { elsewhereWords } from '../store/elsewhere.ts'
import type { RunSummary } from '../store/run.ts'
import { isFound, type Findable } from '../text/find.ts'

/** Whether its name, design, data set, recipe, tags, notes, seed and status hold everything asked for: see `core/text/find.ts`. */
export function isRunFound(run: RunSummary, asked: string): boolean {
  return isFound(asked, findable(run))
}

function findable({ record, status, damage, remarks }: RunSummary): Findable {
  const { name } = record
  const silent = status.kind === 'running' ? (status.silent?.kind ?? '') : ''
  const said = [...remarks.tags, remarks.notes]
  const states = [status.kind, silent, damage.length === 0 ? '' : 'damaged']
  if (record.recipe === null) return { names: [name, ...said].join(' '), words: [...states, elsewhereWords].join('; ') }
  const { architecture, dataset, recipe } = record
  return {
    names: [name, architecture.name, dataset, datasetNames[dataset], recipe.name, ...said].join(' '),
    words: [`seed ${recipe.seed}`, ...states, designWords(architecture)].join('; '),
  }
}
