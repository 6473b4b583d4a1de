/** A study on a terminal: where it stands, its verdicts, and its variants as a table. */
import type { StudyBrief, StudyDetail } from '../api/contract/studies.ts'
import { leftOutText } from '../statistics/left-out.ts'
import { sampleOf } from '../statistics/sample.ts'
import { errorsText, seedsText } from '../statistics/words.ts'
import { gradientEnds, normText } from '../study/gradient.ts'
import type { Measured } from '../study/measured.ts'
import { protocolText } from '../study/reproduces.ts'
import { scales } from '../study/scales.ts'
import { studyStateText } from '../study/state.ts'
import type { Template } from '../study/template.ts'
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
    ...(asksForGradient ? ['gradient at the first layer: at first, at last'] : []),
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
      leftOutText(outcome?.leftOut ?? []),
    ]
  })
  return [
    studyLine(detail),
    visibleText(`${study.question}${source}`),
    ...(study.branchedFrom === null ? [] : [visibleText(`A changed copy of ${study.branchedFrom.name}.`)]),
    '',
    table(head, rows, [1, 2, 3]),
    ...deviationLines(detail),
    ...study.leftOut.map(({ name, why }) => visibleText(`Left out: ${name}. ${why}`)),
    ...verdicts.flatMap(({ sentence, basis }) => ['', visibleText(sentence), ...basis.map((line) => visibleText(`  ${line}`))]),
  ].join('\n')
}

/** `ResNet-20, ResNet-56: Batch 64 (published 128).` Of those that a published figure stands beside; what can change no result is left to the report. */
function deviationLines({ study, deviations }: StudyDetail): string[] {
  const byWords = new Map<string, string[]>()
  study.variants.forEach(({ name, published }, at) => {
    const found = deviations[at]?.filter(({ matters }) => matters) ?? []
    if (published === null || found.length === 0) return
    const words = found.map((one) => `${one.name} ${one.value} (published ${one.published})`).join(', ')
    byWords.set(words, [...(byWords.get(words) ?? []), name])
  })
  return [...byWords].map(([words, names]) => visibleText(`${names.join(', ')}: ${words}.`))
}

/** All that a template's file says. */
export function templateText({
  name,
  question,
  source,
  varied,
  measured,
  expected,
  limits,
  networks,
  recipes,
  seeds,
}: Template): string {
  const rows = networks.map((network) => [
    network.name,
    scales.filter((scale) => scales.indexOf(scale) >= scales.indexOf(network.from)).join(', '),
    network.publishedAs ?? percent(network.published),
  ])
  return [
    `${name}: ${question}`,
    `Source: ${source}.`,
    `Varied: ${varied}`,
    `Measured: ${measured}`,
    `Expected: ${expected}`,
    ...limits.map((limit) => `Limit: ${limit}`),
    `Recipes: ${scales.map((scale) => `${recipes[scale]} with ${seedsText(seeds[scale])} (${scale})`).join(', ')}.`,
    '',
    table(['network', 'trained at', 'published'], rows, []),
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

/** Mean of the powers of ten over seeds. */
function gradientText(measured: Measured | undefined): string {
  const sides = (['first', 'last'] as const).map((look) => {
    const powers = (measured?.gradients ?? []).flatMap((run) => gradientEnds(run[look])?.first ?? [])
    const sample = sampleOf(powers)
    return sample === null ? '–' : normText(sample.mean)
  })
  return sides.every((side) => side === '–') ? '–' : sides.join(', ')
}
