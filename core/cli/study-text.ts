/** A study on a terminal: where it stands, its verdicts, and its variants as a table. */
import type { StudyBrief, StudyDetail } from '../api/contract/studies.ts'
import { sampleOf } from '../statistics/sample.ts'
import { errorsText } from '../statistics/words.ts'
import { protocolText } from '../study/reproduces.ts'
import { studyStateText } from '../study/state.ts'
import { visibleText } from '../text/visible-text.ts'
import { duration, percent, table } from './text.ts'

export function studyLine({ id, name, state, counts, remainingMs }: StudyBrief): string {
  const left = state.kind === 'ended' || remainingMs === null ? '' : ` About ${duration(remainingMs)} left.`
  return visibleText(`${name}  ${studyStateText(state, counts)}${left}  ${id}`)
}

export function studyText(detail: StudyDetail): string {
  const { study, outcomes, verdicts } = detail
  const source = study.source === null ? '' : ` (${study.source})`
  const rows = study.variants.map(({ name, published }, at) => {
    const outcome = outcomes[at]
    return [
      name,
      errorsText(sampleOf(outcome?.training ?? [])),
      errorsText(sampleOf(outcome?.test ?? [])),
      String(outcome?.test.length ?? 0),
      percent(published),
      protocolText(published, outcome?.test ?? [], detail.deviations[at] ?? null),
      outcome?.leftOut.join('; ') ?? '',
    ]
  })
  return [
    studyLine(detail),
    visibleText(`${study.question}${source}`),
    '',
    table(['variant', 'training error', 'test error', 'n', 'published', 'protocol', 'not counted'], rows, [1, 2, 3, 4]),
    ...verdicts.flatMap(({ sentence, basis }) => ['', visibleText(sentence), ...basis.map((line) => visibleText(`  ${line}`))]),
  ].join('\n')
}
