/** A report of runs: what was trained, what came of it, and how they differ, frozen as it was. */
import { datasetNames } from '../../datasets/names.ts'
import type { QueriedRun } from '../../query/query-table.ts'
import type { Recipe } from '../../recipe/recipe.ts'
import { recipeRows, recipeWords } from '../../recipe/rows.ts'
import { elsewhereWords, figureWords } from '../../store/elsewhere.ts'
import type { RunSummary } from '../../store/run.ts'
import { readRunSeries } from '../../store/run-series.ts'
import { bytesText } from '../../text/bytes-text.ts'
import { countText } from '../../text/count-text.ts'
import { dateAndTime } from '../../text/date-text.ts'
import { durationText } from '../../text/duration-text.ts'
import type { Block } from './report-block.ts'
import { designs } from './report-designs.ts'
import { overSeeds } from './report-seeds.ts'
import { chartOf, type ReportFigure, type ReportLine } from './report-chart.ts'

const none = '–'
const percent = (value: number | null): string => (value === null ? none : `${(100 * value).toFixed(2)} %`)

export function reportOf(runs: readonly QueriedRun[]): Block[] {
  const summaries = runs.map(({ summary }) => summary)
  return [
    { kind: 'heading', level: 1, text: titleOf(summaries) },
    { kind: 'heading', level: 2, text: 'Results' },
    results(summaries),
    ...overSeeds(summaries),
    ...charts(runs),
    { kind: 'heading', level: 2, text: summaries.length > 1 ? 'What differs' : 'Recipe' },
    settings(summaries),
    { kind: 'heading', level: 2, text: 'Designs' },
    ...designs(summaries),
    ...notes(summaries),
  ]
}

function titleOf(summaries: readonly RunSummary[]): string {
  const [only, ...others] = summaries
  return only !== undefined && others.length === 0 ? only.record.name : `${countText(summaries.length)} runs`
}

function results(summaries: readonly RunSummary[]): Block {
  return {
    kind: 'table',
    head: ['run', 'status', 'data', 'parameters', 'MACs', 'steps', 'test error', 'best', 'trained', 'device', 'made'],
    rows: summaries.map((run) => [
      run.record.name,
      run.status.kind,
      run.record.dataset === null ? none : datasetNames[run.record.dataset],
      run.record.parameters === null ? none : countText(run.record.parameters),
      run.record.macs === null ? none : countText(run.record.macs),
      `${countText('step' in run.status ? run.status.step : 0)} of ${countText(run.totalSteps)}`,
      percent(run.testError),
      run.bestTestError === null ? none : `${percent(run.bestTestError)} at ${countText(run.bestStep ?? 0)}`,
      run.trainedMs === null ? none : durationText(run.trainedMs),
      run.peakBytes === null ? (run.device ?? none) : `${run.device ?? none}, ${bytesText(run.peakBytes)}`,
      dateAndTime(run.record.createdAt),
    ]),
  }
}

function charts(runs: readonly QueriedRun[]): Block[] {
  const measured = runs.map(({ summary: { record }, folder }) => ({ record, series: readRunSeries(folder, record) }))
  const lines = (name: 'Loss' | 'Error'): ReportLine[] =>
    measured.flatMap(({ record, series }) =>
      (['train', 'test'] as const).map((split): ReportLine => {
        const { steps: x, values: y } = series(`${split}${name}`)
        return { name: record.name, color: record.color, weight: split === 'train' ? 'thin' : 'bold', x, y }
      }),
    )
  const drawn = 'thin: the smallest and largest value of a training batch in each pixel column; bold: test'
  const chart = (name: string, caption: string, figure: ReportFigure, of: ReportLine[]): Block => ({
    kind: 'chart',
    name,
    caption: `${caption} by step; ${drawn}.`,
    svg: chartOf(figure, of),
  })
  return [
    chart('error', 'Error', { what: 'error', title: 'Error, %', times: 100 }, lines('Error')),
    chart('loss', 'Loss', { what: 'loss', title: 'Loss, nats', times: 1 }, lines('Loss')),
  ]
}

/** Of one run every setting; of several those in which they differ, and the seed. */
function settings(summaries: readonly RunSummary[]): Block {
  const [only, ...others] = summaries
  if (only !== undefined && others.length === 0) {
    const { recipe, totalSteps: plannedSteps } = only.record
    if (recipe === null)
      return { kind: 'table', head: ['figure'], rows: only.record.elsewhere.figures.map((one) => [figureWords(one)]) }
    const words = recipeWords(recipe, { plannedSteps, totalSteps: only.totalSteps })
    return { kind: 'table', head: ['setting', 'value'], rows: words.map(({ name, value }) => [name, value]) }
  }
  const valueOf = (run: RunSummary, of: (recipe: Recipe) => string): string =>
    run.record.recipe === null ? elsewhereWords : of(run.record.recipe)
  const rows = recipeRows
    .map((row) => ({ name: row.name, values: summaries.map((run) => valueOf(run, (recipe) => row.words(recipe))) }))
    .concat({ name: 'Seed', values: summaries.map((run) => valueOf(run, ({ seed }) => String(seed))) })
    .filter(({ values }) => new Set(values).size > 1)
  if (rows.length === 0) return { kind: 'text', text: 'Their recipes and seeds are the same.' }
  return {
    kind: 'table',
    head: ['setting', ...summaries.map(({ record }) => record.name)],
    rows: rows.map(({ name, values }) => [name, ...values]),
  }
}

function notes(summaries: readonly RunSummary[]): Block[] {
  const noted = summaries.filter(({ remarks }) => remarks.notes.trim() !== '')
  if (noted.length === 0) return []
  return [
    { kind: 'heading', level: 2, text: 'Notes' },
    ...noted.flatMap(({ record, remarks }): Block[] => [
      { kind: 'heading', level: 3, text: record.name },
      { kind: 'text', text: remarks.notes },
    ]),
  ]
}
