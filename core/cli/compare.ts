/** `compare`: runs and seeds beside each other, as the window has them. */
import type { LabClient } from '../api/contract.ts'
import { differenceText, type FigureKind } from '../compare/figures.ts'
import { groupNames, withoutSeed } from '../compare/group-names.ts'
import { eachAlone, groupRuns } from '../compare/groups.ts'
import { reportOn, wallOf, type ComparisonReport, type FigureRow } from '../compare/report.ts'
import type { NamedGroup } from '../compare/verdict.ts'
import { meanText } from '../compare/words.ts'
import { notCountedText } from '../statistics/left-out.ts'
import { pText, seedsText } from '../statistics/words.ts'
import type { RunSummary } from '../store/run.ts'
import { comparable } from '../text/names.ts'
import { visibleText } from '../text/visible-text.ts'
import { findRun } from './find-run.ts'
import { snapshot } from './lab-client.ts'
import { duration, table } from './text.ts'
import { UsageError } from './usage.ts'

export interface CompareOptions {
  /** Each run for itself. */
  readonly each?: boolean
  /** Name of the group, or of a run in it, that the others are compared with; the first where it is not said. */
  readonly baseline?: string
}

/**
 * Prints figures, differences and settings of the runs named, those of the same settings as one; a name stands for all runs that have it, with
 * any seed. With `json` one object. Throws a UsageError for a name that is none, and for fewer than two runs.
 */
export async function compareRuns(
  client: LabClient,
  named: readonly string[],
  options: CompareOptions,
  json: boolean,
  now: number,
  print: (line: string) => void,
): Promise<void> {
  const all = await snapshot(client, 'runs', {})
  const found = new Set<RunSummary>()
  for (const name of named) for (const run of await runsNamed(client, all, name)) found.add(run)
  if (found.size < 2) throw new UsageError('One run is nothing to compare: name another, or a name that several seeds share.')
  const groups = options.each === true ? eachAlone([...found]) : groupRuns([...found])
  const names = groupNames(groups)
  const namedGroups = groups.map((group, index) => ({ group, name: names[index] ?? '' }))
  const report = reportOn(namedGroups, baselineOf(namedGroups, options.baseline))
  print(json ? JSON.stringify(asData(report, now)) : asText(report, now))
}

/** By id; by name; by the name that seeds share. */
async function runsNamed(client: LabClient, all: readonly RunSummary[], name: string): Promise<readonly RunSummary[]> {
  const byName = all.filter(({ record }) =>
    [record.id, record.name, withoutSeed(record.name, record.recipe?.seed ?? null)].some(
      (one) => comparable(one) === comparable(name),
    ),
  )
  const byId = byName.find(({ record }) => record.id === name)
  if (byId) return [byId]
  // The error of one that is not there says what is near.
  return byName.length > 0 ? byName : [await findRun(client, name)]
}

function baselineOf(groups: readonly NamedGroup[], wanted: string | undefined): number {
  if (wanted === undefined) return 0
  const at = groups.findIndex(
    ({ name, group }) =>
      comparable(name) === comparable(wanted) ||
      group.runs.some(({ record }) => record.id === wanted || comparable(record.name) === comparable(wanted)),
  )
  if (at < 0) throw new UsageError(`${wanted} is none of ${groups.map(({ name }) => name).join('; ')}.`)
  return at
}

function asData({ groups, baseline, figures, settings, verdict }: ComparisonReport, now: number): object {
  return {
    baseline: baseline?.name ?? null,
    groups: groups.map(({ name, group }, index) => ({
      name,
      runs: group.runs.map(({ record }) => record.id),
      counted: group.counted.map(({ record }) => record.id),
      leftOut: group.leftOut.map(({ run, seed, why }) => ({ run: run.record.id, seed, why })),
      figures: Object.fromEntries(
        figures.map(({ figure, groups: rows }) => {
          const { sample = null, difference = null, test = null } = rows[index] ?? {}
          return [figure.id, { kind: figure.kind, sample, difference, test }]
        }),
      ),
      wallMs: wallOf({ name, group }, now),
      // Nothing measures it.
      energy: null,
    })),
    settings,
    verdict,
  }
}

function asText({ groups, baseline, figures, settings, verdict }: ComparisonReport, now: number): string {
  const names = groups.map(({ name }) => name)
  const rows = figures.flatMap((row) => figureRows(row))
  const times = ['start to end, all runs', ...groups.map((group) => duration(wallOf(group, now)))]
  const counts = ['seeds counted', ...groups.map(({ group }) => seedsText(group.counted.length))]
  const notCounted = groups.flatMap(({ name, group }) => notCountedText(name, group.leftOut).map(visibleText))
  return [
    table(
      ['', ...names],
      [counts, ...rows, times, ['energy', ...groups.map(() => 'not known')]],
      groups.map((_, index) => index + 1),
    ),
    `Mean ± std over seeds; differences to ${visibleText(baseline?.name ?? '')}, p by Welch's test, each for itself.`,
    ...notCounted,
    '',
    settings.length === 0
      ? 'No setting differs.'
      : table(
          ['setting', ...names],
          settings.map(({ name, values }) => [name, ...values]),
          [],
        ),
    ...(verdict ? ['', visibleText([verdict.sentence, verdict.basis].filter(Boolean).join(' '))] : []),
  ].join('\n')
}

/** The figure, and under it the differences where there are any. */
function figureRows({ figure, groups }: FigureRow): string[][] {
  const kind: FigureKind = figure.kind
  const values = groups.map(({ sample }) => (sample ? meanText(figure, sample) : '–'))
  const differences = groups.map(({ difference, test }) => {
    if (difference === null) return ''
    return [differenceText(kind, difference), test ? pText(test) : ''].filter(Boolean).join(', ')
  })
  const rows = [[figure.name.toLowerCase(), ...values]]
  return differences.every((text) => text === '') ? rows : [...rows, ['  difference', ...differences]]
}
