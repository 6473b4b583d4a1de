/** The figures that charts of a run can show, and how they are arranged as long as nobody arranged them. */
import type { ChartArrangement } from '../../../core/api/contract/charts.ts'
import type { TelemetryQuantity } from '../../../core/graph/telemetry.ts'
import type { TrainedRun } from '../../../core/store/run.ts'
import type { FigureChoice } from '../../components/charts/arrange.ts'
import { offered, quantityWords } from './inside/quantities.ts'

export type LineFigure = 'error' | 'top-5' | 'loss' | 'rate' | 'speed'
export type RunFigure = LineFigure | TelemetryQuantity

export const usualRunCharts: ChartArrangement = [
  { figure: 'error', height: 4 },
  { figure: 'loss', height: 2.4 },
  { figure: 'rate', height: 1 },
  { figure: 'speed', height: 1 },
]

const lineFigures: readonly FigureChoice<LineFigure>[] = [
  { value: 'error', label: 'error', height: 4 },
  { value: 'top-5', label: 'top-5 error', height: 2.4 },
  { value: 'loss', label: 'loss', height: 2.4 },
  { value: 'rate', label: 'learning rate', height: 1 },
  { value: 'speed', label: 'speed', height: 1 },
]

/** What is measured inside is offered where the run measures it. */
export function runFigures(run: TrainedRun): FigureChoice<RunFigure>[] {
  const inside = run.record.recipe.telemetryEvery > 0 ? offered(run) : []
  return [...lineFigures, ...inside.map((value) => ({ value, label: quantityWords[value].title.toLowerCase(), height: 2.4 }))]
}

export const isInside = (figure: RunFigure): figure is TelemetryQuantity => figure in quantityWords
