/** Runs that were written for other programs, read by these: pyarrow, TensorBoard, MLflow's own client, pypdf. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { runsFormats } from '../../core/export/formats.ts'
import { writeRuns } from '../../core/export/of-runs/write-runs.ts'
import { reportPrinter } from '../../core/cli/print-report.ts'
import { Failure, failureText } from '../../core/files/failure.ts'
import { openLibrary } from '../../core/store/library.ts'
import { countText } from '../../core/text/count-text.ts'
import { addMeasuredRun } from '../store/support/measured-run.ts'
import { sampleRecord, sampleStep } from '../store/support/samples.ts'
import { withoutLibraries } from './python.ts'

const number = z.number().nullable()
const rows = z.array(z.object({ run: z.string(), step: z.number(), loss: number, error: number }))
const points = z.array(z.tuple([z.number(), number]))
const readSchema = z.object({
  versions: z.array(z.string()),
  parquet: rows,
  csv: rows,
  tensorboard: z.record(z.string(), points),
  mlflow: z.record(z.string(), z.object({ name: z.string(), status: z.string(), seed: z.string(), loss: points })),
  /** Text of the pages; null where nothing can be printed here. */
  pdf: z.array(z.string()).nullable(),
})

const lengths = { one: 700, two: 12 } as const
const names = { one: 'one', two: 'Re\u0301seau 🧪 a/b “שלום”' } as const

/** The loss of each step as it was measured; that of step 5 was not finite. */
const losses = (steps: number): [number, number | null][] =>
  Array.from({ length: steps }, (_, at) => [at + 1, at + 1 === 5 ? null : sampleStep(at + 1).loss])

/** Gives the versions that read, and in words where they read something else. */
export async function keptDifferences(python: string): Promise<{ versions: string; found: string[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-kept-'))
  try {
    await writeAll(folder)
    const unprinted = await print(join(folder, 'report'))
    const script = fileURLToPath(new URL('./kept.py', import.meta.url))
    const { status, stdout } = spawnSync(python, [script, folder], {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: withoutLibraries(),
    })
    if (status !== 0) {
      throw new Failure(
        'kept-unread',
        'Another program could not read runs (its messages are above).',
        'Mend core/export/of-runs.',
      )
    }
    const read = readSchema.parse(JSON.parse(stdout))
    const readers = `pyarrow, TensorBoard, MLflow, pypdf ${read.versions.join(', ')}`
    return { versions: unprinted === null ? readers : `${readers}; no PDF: ${unprinted}`, found: differencesIn(read) }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function writeAll(folder: string): Promise<void> {
  const library = openLibrary(join(folder, 'library'))
  for (const [id, steps] of Object.entries(lengths))
    addMeasuredRun(library, id, steps, { name: id === 'two' ? names.two : names.one })
  const runs = library.runs.summaries(() => null).map((summary) => ({ summary, folder: library.runs.folder(summary.record.id) }))
  for (const format of runsFormats) await writeRuns(runs, format, folder, format, () => undefined)
  library.close()
}

/** Why the report cannot be printed on this computer; null where it was. */
async function print(folder: string): Promise<string | null> {
  try {
    await reportPrinter()(folder)
    return null
  } catch (thrown) {
    if (thrown instanceof Failure && unprintable.has(thrown.code)) return failureText(thrown)
    throw thrown
  }
}

/** What keeps a computer from printing, and says nothing of the report. */
const unprintable: ReadonlySet<string> = new Set(['no-electron', 'not-built', 'no-display'])

function differencesIn(read: z.infer<typeof readSchema>): string[] {
  const found: string[] = []
  const hold = (what: string, theirs: unknown, ours: unknown): void => {
    if (JSON.stringify(theirs) !== JSON.stringify(ours)) found.push(`${what}: other numbers`)
  }
  for (const [run, steps] of Object.entries(lengths)) {
    const ours = losses(steps)
    for (const table of ['parquet', 'csv'] as const) {
      const theirs = read[table].filter((row) => row.run === run)
      hold(
        `${table} of ${run}`,
        theirs.map(({ step, loss }) => [step, loss]),
        ours,
      )
    }
    const single = ours.map(([step, loss]) => [step, loss === null ? null : Math.fround(loss)])
    hold(`TensorBoard's scalars of ${run}`, read.tensorboard[run], single)
    hold(`MLflow's history of ${run}`, read.mlflow[run]?.loss, ours)
    hold(
      `MLflow's facts of ${run}`,
      [read.mlflow[run]?.status, read.mlflow[run]?.seed, read.mlflow[run]?.name],
      ['KILLED', '1', names[run === 'two' ? 'two' : 'one']],
    )
  }
  if (read.pdf !== null) {
    const text = read.pdf.join('\n').replace(/\s+/g, ' ')
    const { parameters } = sampleRecord('one')
    for (const figure of [
      '2 runs',
      'one',
      '37.50 % at 700',
      '37.50 % at 12',
      '12 of 1,000',
      countText(parameters),
      'Stage 1',
      'training',
      'Loss, nats',
    ])
      if (!text.includes(figure)) found.push(`the PDF: there is no ${figure}`)
    read.pdf.forEach((page, at) => {
      const number = `${at + 1} of ${countText(read.pdf?.length ?? 0)}`
      if (!page.split('\n').includes(number)) found.push(`the PDF: page ${at + 1} has no ${number}`)
    })
  }
  return found
}
