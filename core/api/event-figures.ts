/** What of event files becomes of a run: the same choice in the window and on the command line, where a person makes no other. */
import type { FoundRun } from '../import/tensorboard/look.ts'
import { isAccuracy } from '../import/tensorboard/proposal.ts'
import { elsewhereSeries, type ElsewhereFigure, type ElsewhereSeries } from '../store/elsewhere.ts'
import { nameWith } from '../text/names.ts'
import { visibleText } from '../text/visible-text.ts'

export { elsewhereSeries, isAccuracy }

/**
 * The first tag that a figure is likely to be of; those that a person `named` before all others. `accuracy`: what is called so is the share that is
 * right, so that 100 % less it is the error; without that word it is left out.
 */
export function figuresOf(
  run: FoundRun,
  accuracy: boolean,
  named: ReadonlyMap<string, ElsewhereSeries> = new Map(),
): ElsewhereFigure[] {
  const all = run.tags.flatMap(({ folder, tag, most, proposal }): ElsewhereFigure[] => {
    const series = named.get(tag)
    if (series !== undefined)
      return [{ series, folder, tag, as: likelyAs(series, most, accuracy && proposal !== null && isAccuracy(proposal)) }]
    return proposal === null || (isAccuracy(proposal) && !accuracy) ? [] : [{ ...proposal, folder, tag }]
  })
  const inOrder = [...all.filter(({ tag }) => named.has(tag)), ...all.filter(({ tag }) => !named.has(tag))]
  return elsewhereSeries.flatMap((series) => inOrder.find((figure) => figure.series === series) ?? [])
}

/** Whether a figure is a share from 0 to 1, which may have been written in other ways. */
export function isShare(series: ElsewhereSeries): boolean {
  return series.endsWith('Error')
}

/** How the numbers of a tag are likely to stand there. `most`: the largest of them, by which percents are told from shares. */
export function likelyAs(series: ElsewhereSeries, most: number, isRight: boolean): ElsewhereFigure['as'] {
  if (!isShare(series)) return 'as it is'
  if (isRight) return most > 1 ? 'accuracy in percent' : 'accuracy'
  return most > 1 ? 'percent' : 'as it is'
}

/** After the run's folder; after what was chosen where that is the run, and of a file the folder that it lies in. `asked`: a name for all of them. */
export function eventRunName(path: string, folder: string, asked?: string): string {
  if (asked !== undefined) return nameWith(asked, folder === '' ? '' : `, ${visibleText(folder)}`)
  const names = path.split(/[\\/]/).filter(Boolean)
  const own = names.at(-1)?.includes('tfevents') === true ? names.at(-2) : names.at(-1)
  return nameWith(visibleText(folder === '' ? (own ?? 'run') : folder), '')
}
