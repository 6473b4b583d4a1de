/** `runs` and `show`: what the library holds. */
import type { LabClient } from '../api/contract.ts'
import type { RunDetail } from '../api/contract/runs.ts'
import { isRunFound } from '../api/find-runs.ts'
import { runsFound } from '../api/run-query/match.ts'
import { readQuery } from '../api/run-query/parse.ts'
import type { Query } from '../api/run-query/query.ts'
import type { RunAttempt, RunSummary } from '../store/run.ts'
import { importText, isImport, type RunOrigin } from '../store/origin.ts'
import type { Remarks } from '../store/remarks.ts'
import type { WayOn } from '../store/way-on.ts'
import { datasetNames } from '../datasets/names.ts'
import { recipeWords } from '../recipe/rows.ts'
import { bytesText } from '../text/bytes-text.ts'
import { visibleText } from '../text/visible-text.ts'
import { deviceText } from './device-option.ts'
import { attemptMachineRows } from '../api/machine-rows.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { elsewhereWords, figureWords, type Elsewhere } from '../store/elsewhere.ts'
import { findRun } from './find-run.ts'
import { snapshot } from './lab-client.ts'
import { tellNotices } from './notices.ts'
import { isAtRest, unfinishedText } from '../compare/run-states.ts'
import { stepsDone } from '../compare/steps-done.ts'
import { wallMs } from '../compare/wall-time.ts'
import { exitCode, UsageError } from './usage.ts'
import type { TrainContext } from './watch.ts'
import { dateAndTime } from '../text/date-text.ts'
import { count, duration, loss, percent, table } from './text.ts'

export interface RunsAsked {
  readonly words: readonly string[]
  /** A query, as in the window: core/api/run-query/parse.ts. */
  readonly where?: string
  /** Those too that are archived. */
  readonly archived?: boolean
}

/**
 * Prints the runs, newest first, or those that are found by words and a query; with `json` one summary a line, as the contract has it. Gives the exit code: 1 where
 * there are runs and none of them can be read.
 */
export async function listRuns(
  { words, where = '', archived = false }: RunsAsked,
  { client, command }: Pick<TrainContext, 'client' | 'command'>,
  json: boolean,
  print: (line: string) => void,
): Promise<number> {
  queryOf(where)
  const notices = await tellNotices(client)
  const all = await snapshot(client, 'runs', {})
  const asked = [...words, where].filter(Boolean).join(' ')
  const worded = all.filter((run) => isRunFound(run, words.join(' ')))
  const query = queryOf(where)
  const runs = runsFound(worded, query, Date.now(), archived)
  const hidden = runsFound(worded, query, Date.now(), true).length - runs.length
  const none = all.length === 0
  const unreadable = none && notices.some(({ about }) => about === 'run')
  if (json) for (const run of runs) print(JSON.stringify(run))
  else if (unreadable) print('No run of this library can be read.')
  else if (none) print(`No runs yet. ${command('train resnet-20 --data cifar10')} makes one.`)
  else if (runs.length === 0) print(`No run is found by ${asked}. ${command('runs')} lists them all.`)
  else
    print(
      table(['run', 'name', 'architecture', 'data', 'status', 'steps', 'test error', 'best', 'made'], runs.map(row), [5, 6, 7]),
    )
  if (!json && hidden > 0)
    print(`${count(hidden)} more ${hidden === 1 ? 'is' : 'are'} archived. ${command('runs --archived')} lists them too.`)
  return unreadable ? exitCode.failed : exitCode.finished
}

/** Throws a UsageError that points at what cannot be read. */
function queryOf(where: string): Query {
  const read = readQuery(where)
  if (read.kind === 'query') return read.query
  const marked = `${' '.repeat(read.at)}${'^'.repeat(Math.max(1, read.end - read.at))}`
  throw new UsageError(`${read.message}\n  ${where}\n  ${marked}`)
}

function row(run: RunSummary): string[] {
  const { record } = run
  return [
    record.id,
    record.name,
    record.architecture?.name ?? '–',
    record.dataset ?? '–',
    statusWord(run),
    `${count(stepsDone(run))}/${count(run.totalSteps)}`,
    percent(run.testError),
    percent(run.bestTestError),
    dateAndTime(record.createdAt),
  ]
}

/** With a mark for what `show` tells more of. */
function statusWord({ status, damage }: RunSummary): string {
  const word =
    status.kind === 'running' && status.silent
      ? status.silent.kind
      : status.kind === 'queued' && status.waits?.code === 'disk-full'
        ? 'waits'
        : status.kind
  return damage.length === 0 ? word : `${word}, damaged`
}

/** Prints one run, named by its id or name. Throws a UsageError when there is none. */
export async function showRun(client: LabClient, named: string, json: boolean, print: (line: string) => void): Promise<void> {
  const detail = await detailOf(client, named)
  print(json ? JSON.stringify(detail) : asText(detail))
}

/** Throws a UsageError when there is no such run. */
export async function detailOf(client: LabClient, named: string): Promise<RunDetail> {
  const { record } = await findRun(client, named)
  const detail = await snapshot(client, 'run', { id: record.id })
  if (detail === null) throw new Error(`The run ${named} was removed just now.`)
  return detail
}

function topFiveText({ testTopFiveError, bestTestTopFiveError, testError }: RunSummary): string {
  if (testTopFiveError !== null) return `error ${percent(testTopFiveError)}, at the best ${percent(bestTestTopFiveError)}`
  return testError === null ? 'not evaluated yet' : 'not measured'
}

function asText({ summary, attempts, checkpoints, events, wayOn, folder }: RunDetail): string {
  const { record, status } = summary
  const apart = wallMs(summary, Date.now())
  const lines: (readonly [string, string])[] = [
    ['status', `${status.kind}, step ${count(stepsDone(summary))} of ${count(summary.totalSteps)}`],
    ...(status.kind === 'unfinished' ? [['why', `${unfinishedText.reason} ${unfinishedText.remedy}`] as const] : []),
    ...(status.kind === 'queued' && status.waits
      ? [['why it waits', `${status.waits.reason} ${status.waits.remedy}`] as const]
      : []),
    ...reasons(summary, wayOn),
    ...summary.damage.map(({ file, reason, remedy }) => ['damaged', `${file}: ${reason}. ${remedy}`] as const),
    ...(wayOn.refused === null || !isAtRest(summary) ? [] : [['does not go on', wayOn.refused] as const]),
    ...askedLines(summary),
    ...(summary.rateScale === 1 ? [] : [['rate', `the scheduled learning rate × ${summary.rateScale}, as asked`] as const]),
    ['training', `loss ${loss(summary.trainLoss)}, error ${percent(summary.trainError)} (means of the last 50 steps)`],
    ['test', `loss ${loss(summary.testLoss)}, error ${percent(summary.testError)}, best ${percent(summary.bestTestError)}`],
    ['test, top-5', topFiveText(summary)],
    ...deviceLines(summary),
    ['step', besidePredicted(record.predicted?.stepMs ?? null, summary.stepMs, (value) => `${value.toFixed(1)} ms`)],
    ['peak memory', besidePredicted(record.predicted?.peakBytes ?? null, summary.peakBytes, bytesText)],
    ...remarkLines(summary.remarks),
    ['made', dateAndTime(record.createdAt)],
    ['training time', duration(summary.trainedMs)],
    [`start to ${summary.endedAt === null ? 'now' : 'end'}`, duration(apart)],
    ['checkpoints', checkpoints.map(({ step, kept }) => `${count(step)} (${kept.join(', ')})`).join(', ') || 'none'],
    ['folder', folder],
    ...attempts.flatMap((attempt) => [
      [`attempt ${attempt.attempt}`, attemptText(attempt)] as const,
      [
        '',
        attemptMachineRows(attempt)
          .map(({ name, value }) => `${name} ${value}`)
          .join('; '),
      ] as const,
    ]),
  ]
  const width = Math.max(...lines.map(([name]) => name.length)) + 2
  return [
    `${record.name} (${record.id})`,
    ...lines.map(([name, value]) => name.padEnd(width) + value),
    ...events.map((event) => `${dateAndTime(event.time)}  step ${count(event.step)}  ${event.text}`),
  ]
    .map(visibleText)
    .join('\n')
}

function askedLines(summary: RunSummary): (readonly [string, string])[] {
  const { record } = summary
  if (record.recipe === null) return elsewhereLines(record.elsewhere)
  return [
    ['architecture', `${record.architecture.name}, ${count(record.parameters)} parameters, ${count(record.macs)} MACs`],
    ['data', `${datasetNames[record.dataset]} (${record.dataset})`],
    ...originLines(record.origin),
    ['recipe', recipeText(record.recipe, record.totalSteps, summary.totalSteps)],
  ]
}

function elsewhereLines(elsewhere: Elsewhere): (readonly [string, string])[] {
  return [
    ['trained', `elsewhere, ${elsewhereWords} ${dateAndTime(elsewhere.importedAt)}`],
    ...elsewhere.figures.map((figure, index) => [index === 0 ? 'figures' : '', figureWords(figure)] as const),
    ...elsewhere.damage.map((text) => ['not read', text] as const),
  ]
}

function deviceLines({ record, device, imagesPerSecond }: RunSummary): (readonly [string, string])[] {
  if (record.device === null) return []
  return [
    ['device', `${device ?? 'not started yet'} (asked for: ${deviceText(record.device)})`],
    ['speed', `${count(imagesPerSecond ?? 0)} images/s`],
  ]
}

function remarkLines({ tags, notes, favourite, archived }: Remarks): (readonly [string, string])[] {
  return [
    ...(favourite ? [['favourite', 'yes'] as const] : []),
    ...(archived ? [['archived', 'yes: lists leave it out'] as const] : []),
    ...(tags.length > 0 ? [['tags', tags.join(', ')] as const] : []),
    ...notes.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : [[index === 0 ? 'notes' : '', line] as const])),
  ]
}

function originLines(origin: RunOrigin | null): (readonly [string, string])[] {
  if (origin === null) return []
  if (!isImport(origin)) return [['branched from', `${origin.name} (${origin.run}), step ${count(origin.step)}`]]
  const anew: (readonly [string, string])[] = origin.anew.length === 0 ? [] : [['begun anew', origin.anew.join(', ')]]
  return [['imported from', `${importText(origin)}, ${dateAndTime(origin.importedAt)}`], ...anew]
}

function recipeText(recipe: Recipe, plannedSteps: number, totalSteps: number): string {
  const settings = recipeWords(recipe, { plannedSteps, totalSteps }).map(({ name, value }) => `${name.toLowerCase()} ${value}`)
  return `${recipe.name}: ${settings.join('; ')}`
}

function reasons({ status, resumesFrom }: RunSummary, { refused }: WayOn): [string, string][] {
  const words: [string, string][] = []
  if ('reason' in status) words.push(['reason', status.reason], ['what to do', status.remedy])
  const canGoOn = status.kind === 'paused' || status.kind === 'stopped' || status.kind === 'pruned' || status.kind === 'crashed'
  if (canGoOn && refused === null)
    words.push(['goes on from', resumesFrom === null ? 'the start: it has no checkpoint' : `step ${count(resumesFrom)}`])
  return words
}

function besidePredicted(predicted: number | null, measured: number | null, text: (value: number) => string): string {
  const known = measured === null ? 'not measured' : `${text(measured)} measured`
  return predicted === null ? known : `${known}, ${text(predicted)} predicted`
}

function attemptText({ startedAt, fromStep, toStep, outcome, device, peakBytes }: RunAttempt): string {
  const memory = peakBytes === null ? '' : `, ${bytesText(peakBytes)} at most`
  return `${dateAndTime(startedAt)}, steps ${count(fromStep)} to ${count(toStep)}, ${outcome}, ${device}${memory}`
}
