/**
 * Runs as MLflow's file store (mlflow/store/tracking/file_store.py): a folder to be given as `file:FOLDER`. One experiment; of each run its settings as
 * parameters, its measurements as metrics. Only a run that finished is FINISHED.
 */
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder, writeDurably, writePartsDurably } from '../../files/durable.ts'
import type { QueriedRun } from '../../query/query-table.ts'
import { recipeRows } from '../../recipe/rows.ts'
import { elsewhereWords, type ElsewhereSeries } from '../../store/elsewhere.ts'
import { readRunSeries } from '../../store/run-series.ts'
import type { RunStatus, RunSummary } from '../../store/run.ts'
import type { Told } from '../write-export.ts'
import { writtenFigures } from './written-figures.ts'

/** MLflow's numbers of a run's status: running, scheduled, finished, failed, killed. */
const statusNumbers: Readonly<Record<RunStatus['kind'], number>> = {
  running: 1,
  unfinished: 1,
  queued: 2,
  finished: 3,
  // It is over, and nothing says that it went wrong.
  elsewhere: 3,
  crashed: 4,
  diverged: 4,
  stopped: 5,
  pruned: 5,
  paused: 5,
}

const experiment = '1'
/** MLflow's limit of a parameter's value. */
const longestParameter = 6000
/** Lines of a metric that are written at once. */
const together = 10_000

export async function writeMlflow(folder: string, runs: readonly QueriedRun[], told: Told): Promise<void> {
  mkdirSync(join(folder, experiment), { recursive: true })
  const newest = Math.max(...runs.map(({ summary }) => summary.record.createdAt))
  writeMeta(join(folder, experiment), {
    artifact_location: `./${experiment}`,
    creation_time: newest,
    experiment_id: experiment,
    last_update_time: newest,
    lifecycle_stage: 'active',
    name: 'Stagecraft',
  })
  for (const [index, run] of runs.entries()) {
    writeRun(join(folder, experiment), run)
    told(index + 1, runs.length)
    // What asked for it is told meanwhile.
    await new Promise((resolve) => setImmediate(resolve))
  }
  syncFolder(folder)
}

function writeRun(parent: string, run: QueriedRun): void {
  const { summary } = run
  const { record, status } = summary
  const id = createHash('sha256').update(record.id).digest('hex').slice(0, 32)
  const folder = join(parent, id)
  for (const part of ['params', 'metrics/train', 'metrics/test', 'metrics/validation', 'tags', 'artifacts']) {
    mkdirSync(join(folder, part), { recursive: true })
  }
  for (const [name, value] of Object.entries(parametersOf(summary))) {
    writeDurably(join(folder, 'params', name), value.slice(0, longestParameter))
  }
  const tags = { 'mlflow.runName': record.name, 'stagecraft.run': record.id, 'stagecraft.status': status.kind }
  for (const [name, value] of Object.entries(tags)) writeDurably(join(folder, 'tags', name), value)
  writeMetrics(folder, run)
  // Last: a run without it is none.
  writeMeta(folder, {
    artifact_uri: `./${experiment}/${id}/artifacts`,
    end_time: summary.endedAt,
    entry_point_name: '',
    experiment_id: experiment,
    lifecycle_stage: 'active',
    run_id: id,
    run_name: record.name,
    run_uuid: id,
    source_name: '',
    source_type: 4,
    source_version: '',
    start_time: summary.startedAt ?? record.createdAt,
    status: statusNumbers[status.kind],
    tags: [],
    user_id: '',
  })
}

/** Names that MLflow takes, which are its files too: letters, digits, blanks, dashes, underscores, dots. */
function parametersOf({ record }: RunSummary): Record<string, string> {
  if (record.recipe === null) return { trained: elsewhereWords }
  const { recipe } = record
  const settings = recipeRows.map(({ name, words }) => [name.replace(/[^A-Za-z0-9 _.-]/g, '_'), words(recipe)] as const)
  return Object.fromEntries([
    ['design', record.architecture.name],
    ['data', record.dataset],
    ['seed', String(recipe.seed)],
    ['parameters', String(record.parameters)],
    ['macs', String(record.macs)],
    ...settings,
  ])
}

/** What is of no split has its name alone. */
const metricNames = Object.entries(writtenFigures).flatMap(([split, figures]) =>
  figures.map(([name, series]) => [isOfSplit(series) ? `${split}/${name}` : name, series] as const),
)

function isOfSplit(series: ElsewhereSeries): boolean {
  return series !== 'learningRate' && series !== 'stepMs'
}

function writeMetrics(folder: string, { folder: runFolder, summary }: QueriedRun): void {
  const measured = readRunSeries(runFolder, summary.record)
  for (const [name, series] of metricNames) {
    const { steps, times, values } = measured(series)
    if (steps.length > 0) writePartsDurably(join(folder, 'metrics', name), lines(steps, times, values))
  }
}

/** `timestamp value step`, as Python reads numbers. */
function* lines(steps: Float64Array, times: Float64Array, values: Float64Array): Generator<string> {
  for (let from = 0; from < steps.length; from += together) {
    const part = steps.subarray(from, from + together)
    yield Array.from(
      part,
      (step, at) => `${Math.round(times[from + at] ?? 0)} ${number(values[from + at] ?? NaN)} ${step}\n`,
    ).join('')
  }
}

function number(value: number): string {
  if (Number.isFinite(value)) return String(value)
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf'
}

/** YAML takes JSON values; a number of milliseconds is whole. */
function writeMeta(folder: string, fields: Readonly<Record<string, string | number | null | readonly []>>): void {
  const rows = Object.entries(fields).map(
    ([key, value]) => `${key}: ${JSON.stringify(typeof value === 'number' ? Math.round(value) : value)}\n`,
  )
  writeDurably(join(folder, 'meta.yaml'), rows.join(''))
}
