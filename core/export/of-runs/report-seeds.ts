/** What runs of several seeds come to in a report: means, spreads and a verdict, by the functions of the window's comparison. */
import { differenceText, figureNamed, type Figure } from '../../compare/figures.ts'
import { groupNames } from '../../compare/group-names.ts'
import { groupRuns } from '../../compare/groups.ts'
import { reportOn, type ComparisonReport } from '../../compare/report.ts'
import { verdictOf } from '../../compare/verdict.ts'
import { meanText } from '../../compare/words.ts'
import { notCountedText } from '../../statistics/left-out.ts'
import { pText } from '../../statistics/words.ts'
import type { RunSummary } from '../../store/run.ts'
import type { Block } from './report-block.ts'

const none = '–'
const testError = figureNamed('test-error').id

/** Groups of runs that differ in the seed alone, beside the first of them; nothing of one run. */
export function overSeeds(summaries: readonly RunSummary[]): Block[] {
  if (summaries.length < 2) return []
  const groups = groupRuns(summaries)
  const names = groupNames(groups)
  const report = reportOn(
    groups.map((group, at) => ({ group, name: names[at] ?? '' })),
    0,
  )
  const figures = report.figures.filter(({ figure }) => figure.measured)
  const ofSeveral = groups.some(({ runs }) => runs.length > 1)
  return [
    { kind: 'heading', level: 2, text: ofSeveral ? 'Means over seeds' : 'Compared' },
    ...verdicts(report).map((words): Block => ({ kind: 'text', text: words })),
    ...(figures.length === 0 ? [] : table(report, figures)),
    ...report.groups.flatMap(({ name, group }) =>
      notCountedText(name, group.leftOut).map((text): Block => ({ kind: 'text', text })),
    ),
  ]
}

function table(report: ComparisonReport, figures: ComparisonReport['figures']): Block[] {
  return [
    { kind: 'text', text: aboutTable(report) },
    {
      kind: 'table',
      head: ['runs', 'n', ...figures.map(({ figure }) => figure.name.toLowerCase())],
      rows: report.groups.map(({ name, group }, at) => [
        name,
        String(group.counted.length),
        ...figures.map(({ figure, groups: cells }) => cellText(figure, cells[at])),
      ]),
    },
  ]
}

/** Of two groups the verdict on them; of more, each beside the first. */
function verdicts({ groups, verdict }: ComparisonReport): string[] {
  const [first, ...others] = groups
  if (first === undefined || others.length < 2) return verdict === null ? [] : [said(verdict)]
  if (groups.every(({ group }) => group.runs.length === 1))
    return ['One seed of each: with other seeds their order may be another.']
  return others.flatMap((other) => {
    const found = verdictOf([other, first])
    return found === null ? [] : [said(found)]
  })
}

const said = ({ sentence, basis }: { readonly sentence: string; readonly basis: string }): string => `${sentence} ${basis}`.trim()

function aboutTable({ groups, baseline }: ComparisonReport): string {
  const means = 'n: seeds that count. Mean ± standard deviation over seeds.'
  if (groups.length < 2) return means
  const tests = `Differences are to ${baseline?.name ?? none}, p by Welch’s test, each for itself.`
  return `${means} ${tests}`
}

function cellText(figure: Figure, cell: ComparisonReport['figures'][number]['groups'][number] | undefined): string {
  if (cell?.sample == null) return none
  const mean = meanText(figure, cell.sample)
  if (figure.id !== testError || cell.difference === null) return mean
  const difference = [differenceText(figure.kind, cell.difference), cell.test ? pText(cell.test) : ''].filter(
    (part) => part !== '',
  )
  return `${mean} (${difference.join(', ')})`
}
