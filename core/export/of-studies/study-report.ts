/** What a study asked and found, as files: the study itself, a table of its runs, and a report to read. Every number says which run it is of. */
import type { RunSummary } from '../../store/run.ts'
import { sampleOf } from '../../statistics/sample.ts'
import { errorsText } from '../../statistics/words.ts'
import type { Outcome } from '../../study/outcome.ts'
import { protocolText } from '../../study/reproduces.ts'
import { scaleWords } from '../../study/scales.ts'
import type { Study } from '../../study/study.ts'
import type { PairVerdict } from '../../study/verdict.ts'
import type { Deviation } from '../../recipe/protocol.ts'
import { csvLine } from '../../text/csv.ts'

export interface ReportedStudy {
  readonly study: Study
  readonly cells: readonly {
    readonly variant: string
    readonly seed: number
    readonly run: RunSummary | null
    readonly taken: boolean
  }[]
  readonly outcomes: readonly Outcome[]
  readonly verdicts: readonly PairVerdict[]
  /** By variant, in which settings its recipe is not the published one; null where none was published. */
  readonly deviations: readonly (readonly Deviation[] | null)[]
}

/** Contents by the names of the files. */
export function studyReport(reported: ReportedStudy): Map<string, string> {
  return new Map([
    ['study.json', `${JSON.stringify(reported.study, null, 2)}\n`],
    ['runs.csv', runsTable(reported)],
    ['report.md', report(reported)],
  ])
}

function runsTable({ cells }: ReportedStudy): string {
  const head = [
    'variant',
    'seed',
    'run',
    'status',
    'was_there',
    'steps',
    'training_error',
    'test_error',
    'best_test_error',
    'trained_ms',
    'device',
  ]
  const rows = cells.map(({ variant, seed, run, taken }) => [
    variant,
    seed,
    run?.record.id ?? null,
    run?.status.kind ?? 'not begun',
    taken ? 'yes' : 'no',
    run?.totalSteps ?? null,
    run?.trainError ?? null,
    run?.testError ?? null,
    run?.bestTestError ?? null,
    run?.trainedMs ?? null,
    run?.device ?? null,
  ])
  return [head, ...rows].map(csvLine).join('')
}

function report({ study, cells, outcomes, verdicts, deviations }: ReportedStudy): string {
  const devices = [...new Set(cells.flatMap(({ run }) => run?.device ?? []))]
  const variants = study.variants.map(({ name, published }, at) => {
    const outcome = outcomes[at]
    const test = outcome?.test ?? []
    const cellsOfRow = [
      name,
      errorsText(sampleOf(outcome?.training ?? [])),
      errorsText(sampleOf(test)),
      String(test.length),
      percent(published),
    ]
    return [...cellsOfRow, protocolText(published, test, deviations[at] ?? null), outcome?.leftOut.join('; ') ?? '']
  })
  const runs = cells.map(({ variant, seed, run, taken }) => [
    variant,
    String(seed),
    run === null ? 'not begun' : `${run.record.id}${taken ? ' (was there already)' : ''}`,
    percent(run?.trainError ?? null),
    percent(run?.testError ?? null),
  ])
  return [
    `# ${study.name}`,
    study.question,
    ...(study.source === null ? [] : [`Source: ${study.source}.`]),
    ...(study.scale === null ? [] : [`Scale: ${scaleWords[study.scale]}.`]),
    `Data: ${study.dataset}. Seeds: ${study.seeds.join(', ')}. ${devices.length === 0 ? '' : `Computed on: ${devices.join('; ')}.`}`,
    '## What was found',
    ...(verdicts.length === 0
      ? ['Nothing is compared: the spread stands in the table.']
      : verdicts.map(({ sentence, basis }) => `${sentence} ${basis.join(' ')}`)),
    '## Variants',
    'Mean and standard deviation over seeds, after the last step; the training error is that of the last steps.',
    table(['variant', 'training error', 'test error', 'n', 'published', 'protocol', 'not counted'], variants),
    '## Runs',
    table(['variant', 'seed', 'run', 'training error', 'test error'], runs),
    '',
  ].join('\n\n')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function percent(fraction: number | null): string {
  return fraction === null ? '–' : `${(100 * fraction).toFixed(2)} %`
}
