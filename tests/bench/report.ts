/** What a benchmark leaves: one JSON file, in which rows and measures of one machine come together, and lines for people. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { MeasureName } from './options.ts'
import type { Machine, Peaks } from './machine.ts'
import type { Row } from './rows.ts'

/** One figure of a measure: of what, how much, in which unit, and between which bounds it was over its repetitions. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly spread: readonly [number, number] | null
}

export interface Report {
  readonly machine: Machine
  /** 10⁹ operations a second. */
  readonly matmulGflops: Peaks
  readonly rows: readonly Row[]
  readonly measures: { readonly [name in MeasureName]?: readonly Figure[] }
}

/** Writes what is new; the other part stays if it was measured on a machine of the same kind. */
export function writeReport(file: string, machine: Machine, fresh: Partial<Omit<Report, 'machine'>>): void {
  const empty = { matmulGflops: {}, rows: [], measures: {} }
  const before = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Report) : null
  const isSame = (['cpu', 'gpu', 'instructions'] as const).every((fact) => before?.machine[fact] === machine[fact])
  const kept = before !== null && isSame ? before : empty
  const report: Report = { ...empty, ...kept, ...fresh, machine, measures: { ...kept.measures, ...fresh.measures } }
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(report, null, 2) + '\n')
}

export function rowLine(row: Row): string {
  const name = `${row.engine.padEnd(22)}`
  if (row.medianMs === null) return `${name} failed: ${row.failure?.replaceAll('\n', '\n    ')}`
  const spread = row.spread === null ? '' : ` (${row.spread.map((ratio) => ratio.toFixed(2)).join(' – ')})`
  const ratio = row.ratio === null ? '' : `${row.ratio.toFixed(2)}${spread}`
  return [
    name,
    row.medianMs.toFixed(1).padStart(9),
    (row.imagesPerSecond ?? 0).toFixed(1).padStart(10),
    (row.peakMB?.toFixed(0) ?? '').padStart(9),
    (row.shareOfPeak === null ? '' : `${(100 * row.shareOfPeak).toFixed(0)} %`).padStart(7),
    `  ${ratio.padEnd(20)}`,
    row.version ?? '',
  ].join(' ')
}

export const rowHead = 'engine                 median ms   images/s   peak MB  of peak   Stagecraft ÷ it'

export function figureLine({ name, value, unit, spread }: Figure): string {
  const digits = Math.abs(value) < 10 ? 2 : 1
  const bounds = spread === null ? '' : `  (${spread.map((bound) => bound.toFixed(digits)).join(' – ')})`
  return `  ${name.padEnd(48)} ${value.toFixed(digits).padStart(9)} ${unit}${bounds}`
}
