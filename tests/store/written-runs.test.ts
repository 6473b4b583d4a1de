/** Runs written in each format where something is odd: names, nothing measured, divergence, a full disk, an end in the middle. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { runsFormats, type RunsFormat } from '../../core/export/formats.ts'
import { startExport } from '../../core/export/run-export.ts'
import { writeRuns } from '../../core/export/of-runs/write-runs.ts'
import type { QueriedRun } from '../../core/query/query-table.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { visibleName } from '../../core/text/names.ts'
import { addMeasuredRun } from './support/measured-run.ts'
import { smallDisk } from './support/small-disk.ts'
import { sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

/** Decomposed, of pictures, from right to left, of paths, of markup, of formulas, of the longest kind; as names come in. */
const names = ['Re\u0301seau', '🧪👩‍🔬', 'שלום \u202eabc', '../a/b\\c', '<b>&"|`', '=1+1\n,"x"', 'x'.repeat(200)].map(visibleName)
const silent = (): undefined => undefined

const runsOf = (library: Library): QueriedRun[] =>
  library.runs.summaries(() => null).map((summary) => ({ summary, folder: library.runs.folder(summary.record.id) }))

/** One of each name, one that only waits, and one that diverged. */
function oddRuns(): { library: Library; runs: QueriedRun[] } {
  const library = openLibrary(temporaryFolder())
  onTestFinished(() => library.close())
  names.forEach((name, at) => addMeasuredRun(library, `named-${at}`, 6, { name }))
  library.runs.add(sampleRecord('waits'))
  const { id } = sampleRecord('diverged')
  library.runs.add(sampleRecord(id))
  library.runs.begin(id)
  const writer = openMetricsWriter(library.runs.folder(id), sampleAttempt)
  for (let step = 1; step <= 40; step += 1)
    writer.step(step > 30 ? { ...sampleStep(step), loss: step === 40 ? Infinity : NaN, error: NaN } : sampleStep(step))
  writer.evaluation({ step: 40, split: 'test', time: 1_790_000_002_000, loss: NaN, error: 0.9 })
  writer.commit()
  writer.close()
  library.runs.end(id, { kind: 'diverged', step: 40, reason: 'The loss is not finite.', remedy: 'Branch it.' })
  return { library, runs: runsOf(library) }
}

/** What stands in the files that are text, and where. */
const textIn = (folder: string, name: string): string => readFileSync(join(folder, name), 'utf8')

test.each(runsFormats.filter((as) => as !== 'pack'))(
  '%s takes any name, a run that measured nothing, and one that diverged',
  async (as) => {
    const { runs } = oddRuns()
    const folder = temporaryFolder()
    await writeRuns(runs, as, folder, 'out', silent)
    const out = join(folder, 'out')
    switch (as) {
      case 'csv': {
        const rows = textIn(out, 'runs.csv')
        for (const name of names) expect(rows).toContain(name.replaceAll('"', '""'))
        const steps = textIn(out, 'steps.csv').split('\r\n')
        expect(steps.filter((row) => row.startsWith('diverged,'))).toHaveLength(40)
        expect(steps.some((row) => row.startsWith('waits,'))).toBe(false)
        return
      }
      case 'mlflow': {
        const experiment = join(out, '1')
        const tagged = readdirSync(experiment).flatMap((run) =>
          existsSync(join(experiment, run, 'tags')) ? [textIn(join(experiment, run, 'tags'), 'mlflow.runName')] : [],
        )
        expect(tagged).toEqual(expect.arrayContaining(names))
        expect(tagged).toHaveLength(names.length + 2)
        return
      }
      case 'tensorboard':
        expect(readdirSync(out).toSorted()).toEqual(runs.map(({ summary }) => summary.record.id).toSorted())
        expect(readFileSync(join(out, 'named-1/train', readdirSync(join(out, 'named-1/train'))[0] ?? '')).includes('🧪')).toBe(
          true,
        )
        return
      case 'report': {
        const html = textIn(out, 'report.html')
        expect(html).toContain('Réseau'.normalize('NFD'))
        expect(html).toContain('&lt;b&gt;&amp;&quot;|`')
        expect(html).toContain('\\u202eabc')
        expect(html).toContain('waits (nothing measured)')
        expect(html.match(/diverged: not a number, or infinite/g)?.length).toBeGreaterThan(0)
        // No text of a drawing has what XML cannot hold.
        // eslint-disable-next-line no-control-regex
        expect(textIn(out, 'loss.svg')).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u202e]/)
        return
      }
      case 'parquet':
        expect(textIn(out, 'runs.parquet').slice(0, 4)).toBe('PAR1')
    }
  },
)

describe('a disk that fills up meanwhile, and an end in the middle', () => {
  let long: QueriedRun[]
  beforeAll(() => {
    const folder = mkdtempSync(join(tmpdir(), 'stagecraft-written-'))
    const library = openLibrary(folder)
    addMeasuredRun(library, 'long', 30_000)
    long = runsOf(library)
    return () => {
      library.close()
      rmSync(folder, { recursive: true })
    }
  })
  const begin = (as: RunsFormat, folder: string, told: () => void = silent) =>
    startExport({ kind: 'runs', runs: long, as, name: 'out' }, { folder, names: ['out'], inFolder: true }, told)

  for (const as of runsFormats) {
    test(`${as}: a full disk is said, and nothing is left`, async (context) => {
      // A report is as small as a screen is wide.
      const disk = smallDisk(context, as === 'report' ? 'size=40k' : 'size=120k')
      await expect(begin(as, disk).end).rejects.toMatchObject({
        code: 'export-unwritable',
        message: expect.stringContaining('full') as string,
      })
      expect(readdirSync(disk)).toEqual([])
    })

    test(`${as}: ended while it is written, nothing is left`, async () => {
      const folder = temporaryFolder()
      const running = begin(as, folder, () => running.cancel())
      expect(await running.end).toBeNull()
      expect(readdirSync(folder)).toEqual([])
    })
  }
})
