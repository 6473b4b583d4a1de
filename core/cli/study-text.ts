/** A study on a terminal: where it stands, its verdicts, and its variants as a table. */
import type { StudyBrief, StudyDetail } from '../api/contract/studies.ts'
import { sampleOf } from '../statistics/sample.ts'
import { errorsText } from '../statistics/words.ts'
import { decline, declineText } from '../study/gradient.ts'
import type { Measured } from '../study/measured.ts'
import { protocolText } from '../study/reproduces.ts'
import { studyStateText } from '../study/state.ts'
import { visibleText } from '../text/visible-text.ts'
import { count, duration, percent, table } from './text.ts'

export function studyLine({ id, name, state, counts, remainingMs }: StudyBrief): string {
  const left = state.kind === 'ended' || remainingMs === null ? '' : ` About ${duration(remainingMs)} left.`
  return visibleText(`${name}  ${studyStateText(state, counts)}${left}  ${id}`)
}

export function studyText(detail: StudyDetail): string {
  const { study, outcomes, verdicts, measured } = detail
  const source = study.source === null ? '' : ` (${study.source})`
  const asksWhether = study.pairs.some(({ by }) => by === 'trains')
  const asksForGradient = study.pairs.some(({ by }) => by === 'gradient')
  const head = [
    ...['variant', 'training error', 'test error', 'n', 'published'],
    ...(study.reach === null ? [] : [`steps to ${percent(study.reach)}`]),
    ...(asksWhether ? ['trains'] : []),
    ...(asksForGradient ? ['gradient, first to last layer: at first, at last'] : []),
    ...['protocol', 'not counted'],
  ]
  const rows = study.variants.map(({ name, published, publishedAs }, at) => {
    const outcome = outcomes[at]
    return [
      name,
      errorsText(sampleOf(outcome?.training ?? [])),
      errorsText(sampleOf(outcome?.test ?? [])),
      String(outcome?.test.length ?? 0),
      publishedAs ?? percent(published),
      ...(study.reach === null ? [] : [reachedText(measured[at])]),
      ...(asksWhether ? [trainsText(measured[at])] : []),
      ...(asksForGradient ? [gradientText(measured[at])] : []),
      protocolText(published, outcome?.test ?? [], detail.deviations[at] ?? null),
      outcome?.leftOut.join('; ') ?? '',
    ]
  })
  return [
    studyLine(detail),
    visibleText(`${study.question}${source}`),
    '',
    table(head, rows, [1, 2, 3]),
    ...study.leftOut.map(({ name, why }) => visibleText(`Left out: ${name}. ${why}`)),
    ...verdicts.flatMap(({ sentence, basis }) => ['', visibleText(sentence), ...basis.map((line) => visibleText(`  ${line}`))]),
  ].join('\n')
}

/** Of each seed, `never` where it does not come there. */
function reachedText(measured: Measured | undefined): string {
  return measured?.reached.map(({ step }) => (step === null ? 'never' : count(step))).join(', ') || '–'
}

function trainsText(measured: Measured | undefined): string {
  const all = measured?.trained ?? []
  if (all.length === 0) return '–'
  return all.length === 1
    ? all[0]?.trains === true
      ? 'yes'
      : 'no'
    : `${all.filter(({ trains }) => trains).length} of ${all.length}`
}

/** Mean over seeds. */
function gradientText(measured: Measured | undefined): string {
  const sides = (['first', 'last'] as const).map((look) => {
    const declines = (measured?.gradients ?? []).flatMap((run) => decline(run[look]) ?? [])
    const sample = sampleOf(declines)
    return sample === null ? '–' : declineText(sample.mean)
  })
  return sides.every((side) => side === '–') ? '–' : sides.join(', ')
}
