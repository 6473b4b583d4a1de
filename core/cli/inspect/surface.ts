/** The loss surface as text: a line as a table of points, a plane as a table of losses. */
import { loss, percent, table } from '../text.ts'
import type { InspectedRun } from './inspect.ts'

export function surfaceTables(inspected: readonly InspectedRun<'surface'>[]): string[] {
  const planes = inspected.filter(({ kept }) => kept.options.over.kind === 'plane')
  return [...lineTable(inspected.filter((one) => !planes.includes(one))), ...planes.map(planeTable)]
}

/** Lines of one kind beside each other. */
function lineTable(inspected: readonly InspectedRun<'surface'>[]): string[] {
  const [first] = inspected
  if (first === undefined) return []
  const heads = inspected.flatMap(({ run }) => [`loss, ${run.record.name}`, `error, ${run.record.name}`])
  const rows = first.kept.result.positions.map((position, at) => [
    place(position),
    ...inspected.flatMap(({ kept }) => {
      const point = kept.result.rows[0]?.[at]
      return [loss(point?.loss ?? null), percent(point?.error ?? null)]
    }),
  ])
  return [table(['at', ...heads], rows, [0, ...heads.map((_, index) => index + 1)])]
}

/** Upwards as on paper: the largest position on the second axis first. */
function planeTable({ run, kept: { result } }: InspectedRun<'surface'>): string {
  const { positions, rows } = result
  const lines = rows.map((row, at) => [place(positions[at] ?? 0), ...row.map((point) => loss(point.loss))]).reverse()
  return table([`loss, ${run.record.name}`, ...positions.map(place)], lines, [0, ...positions.map((_, at) => at + 1)])
}

function place(position: number): string {
  return position.toFixed(2)
}
