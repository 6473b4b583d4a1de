/** What a benchmark leaves: one JSON file, in which rows and measures of one machine come together, and lines for people. */
import { accessSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { Failure, systemCode } from '../../core/files/failure.ts'
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

/** What tells a report from another file. */
const reportSchema = z.object({
  machine: z.object({ cpu: z.unknown(), gpu: z.unknown(), instructions: z.unknown() }),
  rows: z.array(z.unknown()),
  measures: z.object({}),
})

/** Before anything is measured: throws a Failure where what is measured could not be written into the file, or would take the place of something else. */
export function requireReportFile(file: string): void {
  const remedy = 'Name another file with --json, or remove it.'
  try {
    mkdirSync(dirname(file), { recursive: true })
    accessSync(existsSync(file) ? file : dirname(file), constants.W_OK)
    readBefore(file)
  } catch (thrown) {
    const why = systemCode(thrown) ?? 'it is no report of this benchmark'
    throw new Failure('no-report-file', `${file} cannot take what is measured: ${why}.`, remedy)
  }
}

function readBefore(file: string): Report | null {
  if (!existsSync(file)) return null
  const found: unknown = JSON.parse(readFileSync(file, 'utf8'))
  reportSchema.parse(found)
  return found as Report
}

/** Writes what is new; the other part stays if it was measured on a machine of the same kind. */
export function writeReport(file: string, machine: Machine, fresh: Partial<Omit<Report, 'machine'>>): void {
  const empty = { matmulGflops: {}, rows: [], measures: {} }
  const before = readBefore(file)
  const isSame = (['cpu', 'gpu', 'instructions'] as const).every((fact) => before?.machine[fact] === machine[fact])
  const kept = before !== null && isSame ? before : empty
  const report: Report = { ...empty, ...kept, ...fresh, machine, measures: { ...kept.measures, ...fresh.measures } }
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
