/** What a run is found by, in the window and on the command line. */
import { designWords } from '../architecture/design-words.ts'
import { datasetNames } from '../datasets/names.ts'
import type { RunSummary } from '../store/run.ts'
import { isFound, type Findable } from '../text/find.ts'

/** Whether its name, design, data set, recipe, tags, notes, seed and status hold everything asked for: see `core/text/find.ts`. */
export function isRunFound(run: RunSummary, asked: string): boolean {
  return isFound(asked, findable(run))
}

function findable({ record, status, damage, remarks }: RunSummary): Findable {
  const { name, architecture, dataset, recipe } = record
  const silent = status.kind === 'running' ? (status.silent?.kind ?? '') : ''
  return {
    names: [name, architecture.name, dataset, datasetNames[dataset], recipe.name, ...remarks.tags, remarks.notes].join(' '),
    words: [`seed ${recipe.seed}`, status.kind, silent, damage.length === 0 ? '' : 'damaged', designWords(architecture)].join(
      '; ',
    ),
  }
}
