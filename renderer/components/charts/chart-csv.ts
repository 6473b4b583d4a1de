/** What a chart shows as a table, to the point: each value that is drawn, and in what way it was made. Pure. */
import { csvLine } from '../../../core/text/csv.ts'
import { heatAt, type Panel, type Range } from './chart.ts'
import { drawnLine } from './drawn.ts'

export interface CsvChart {
  readonly panels: readonly Panel[]
  /** x in sight. */
  readonly range: Range
  /** What stands along x: "step", "min". */
  readonly xTitle: string
}

/**
 * One row a point: chart, its unit, whose line, how it was made ("exponential average, weight 0.9"), x, value, and the range drawn around it. Of a
 * heat map a row is a layer at a measured step. A point that is not a number has an empty cell: the line is broken there.
 */
export function chartCsv({ panels, range, xTitle }: CsvChart): string {
  const head = csvLine(['chart', 'unit', 'line', 'drawn', xTitle, 'value', 'low', 'high'])
  return head + panels.map((panel) => (panel.heat ? heatRows(panel, range) : lineRows(panel, range))).join('')
}

function lineRows({ title, valueUnit, lines }: Panel, range: Range): string {
  return lines
    .map((line) => {
      const { x, y, band } = drawnLine(line, range)
      return Array.from(x, (at, index) =>
        csvLine([
          title,
          valueUnit,
          line.name,
          line.how,
          at,
          number(y[index]),
          number(band?.low[index]),
          number(band?.high[index]),
        ]),
      ).join('')
    })
    .join('')
}

function heatRows({ title, valueUnit, heat }: Panel, range: Range): string {
  if (!heat) return ''
  return Array.from(heat.edges)
    .slice(0, -1)
    .filter((edge, column) => (heat.edges[column + 1] ?? NaN) >= range.from && edge <= range.to)
    .flatMap((edge) =>
      Array.from(heatAt(heat, edge), (value, row) =>
        csvLine([title, valueUnit, heat.of[row] ?? '', 'as measured', edge, number(value), null, null]),
      ),
    )
    .join('')
}

const number = (value: number | undefined): number | null => (value !== undefined && Number.isFinite(value) ? value : null)
