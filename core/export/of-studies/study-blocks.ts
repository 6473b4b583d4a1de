/** A study as a report: what it asked and found, its figures, every run, and what it was trained with. Every number says which runs it is of. */
import { designRows } from '../../architecture/design-rows.ts'
import { datasetNames } from '../../datasets/names.ts'
import { figureSvg } from '../../drawing/figure-svg.ts'
import { stackSvg } from '../../drawing/stack-svg.ts'
import { deviationsText } from '../../recipe/protocol.ts'
import type { Recipe } from '../../recipe/recipe.ts'
import { recipeRows } from '../../recipe/rows.ts'
import { leftOutText } from '../../statistics/left-out.ts'
import { sampleOf } from '../../statistics/sample.ts'
import { errorsText } from '../../statistics/words.ts'
import { headlineOf } from '../../study/headline.ts'
import { protocolText } from '../../study/reproduces.ts'
import { scaleWords } from '../../study/scales.ts'
import { countText } from '../../text/count-text.ts'
import { durationText } from '../../text/duration-text.ts'
import type { Block } from '../of-runs/report-block.ts'
import type { ReportedStudy } from './reported-study.ts'

const none = '–'
const percent = (fraction: number | null): string => (fraction === null ? none : `${(100 * fraction).toFixed(2)} %`)
const heading = (level: 1 | 2 | 3, text: string): Block => ({ kind: 'heading', level, text })
const text = (words: string): Block => ({ kind: 'text', text: words })

export function studyBlocks(reported: ReportedStudy): Block[] {
  const { study } = reported
  return [
    heading(1, study.name),
    text(study.question),
    text(aboutOf(reported)),
    heading(2, 'What was found'),
    ...found(reported),
    ...reported.figures.map(({ name, figure }): Block => {
      return { kind: 'chart', name, caption: `${figure.title}. ${figure.about}`, svg: figureSvg(figure) }
    }),
    heading(2, 'Variants'),
    text('Mean and standard deviation over seeds, after the last step; the training error is that of the last steps.'),
    variants(reported),
    heading(2, 'Runs'),
    runs(reported),
    heading(2, 'Protocol'),
    ...protocol(reported),
    heading(2, 'Recipes'),
    ...recipes(reported),
    heading(2, 'Designs'),
    ...designs(reported),
    heading(2, 'Machine and versions'),
    ...machines(reported),
  ]
}

function aboutOf({ study, standing, data }: ReportedStudy): string {
  return [
    ...(study.source === null ? [] : [`Source: ${study.source}.`]),
    ...(study.scale === null ? [] : [`Scale: ${scaleWords[study.scale]}.`]),
    `Data: ${datasetNames[study.dataset]}, ${data}.`,
    `Seeds: ${study.seeds.join(', ')}.`,
    standing,
  ].join(' ')
}

function found({ verdicts, outcomes }: ReportedStudy): Block[] {
  if (verdicts.length === 0) return [text('Nothing is compared: the spread over the seeds stands in the table.')]
  return verdicts.flatMap((verdict) => {
    const headline = headlineOf(verdict, outcomes)
    const rest = [headline === verdict.sentence ? '' : verdict.sentence, ...verdict.basis].filter((line) => line !== '')
    return [heading(3, headline), text(rest.join(' '))]
  })
}

function variants({ study, cells, outcomes, deviations }: ReportedStudy): Block {
  return {
    kind: 'table',
    head: ['variant', 'parameters', 'MACs', 'n', 'training error', 'test error', 'published', 'protocol', 'not counted'],
    figures: [1, 2, 3, 4, 5, 6],
    rows: study.variants.map(({ name, published, publishedAs }, at) => {
      const outcome = outcomes[at]
      const test = outcome?.test ?? []
      const record = cells.find(({ variant, run }) => variant === name && run !== null)?.run?.record
      return [
        name,
        record?.parameters == null ? none : countText(record.parameters),
        record?.macs == null ? none : countText(record.macs),
        String(test.length),
        errorsText(sampleOf(outcome?.training ?? [])),
        errorsText(sampleOf(test)),
        published === null ? (publishedAs ?? none) : percent(published),
        protocolText(published, test, deviations[at] ?? null),
        leftOutText(outcome?.leftOut ?? []),
      ]
    }),
  }
}

function runs({ cells }: ReportedStudy): Block {
  return {
    kind: 'table',
    head: ['variant', 'seed', 'run', 'status', 'steps', 'training error', 'test error', 'best test error', 'trained', 'device'],
    figures: [1, 4, 5, 6, 7, 8],
    rows: cells.map(({ variant, seed, run, taken }) => [
      variant,
      String(seed),
      run === null ? none : run.record.id,
      run === null ? 'not begun' : `${run.status.kind}${taken ? ', was there already' : ''}`,
      run === null ? none : countText(run.totalSteps),
      percent(run?.trainError ?? null),
      percent(run?.testError ?? null),
      percent(run?.bestTestError ?? null),
      run?.trainedMs == null ? none : durationText(run.trainedMs),
      run?.device ?? none,
    ]),
  }
}

/** Deviations that several variants share stand once. */
function protocol({ study, deviations }: ReportedStudy): Block[] {
  const byText = new Map<string, { names: string[]; found: NonNullable<(typeof deviations)[number]> }>()
  study.variants.forEach(({ name }, at) => {
    const of = deviations[at]
    if (of == null) return
    const key = JSON.stringify(of)
    byText.set(key, { names: [...(byText.get(key)?.names ?? []), name], found: of })
  })
  if (byText.size === 0) return [text('No recipe was published of this.')]
  return [...byText.values()].flatMap(({ names, found: of }): Block[] => [
    text(`${names.length === study.variants.length ? 'All variants' : names.join(', ')}: ${deviationsText(of)}.`),
    ...(of.length === 0
      ? []
      : [
          {
            kind: 'table',
            head: ['setting', 'here', 'published', 'can change a result'],
            rows: of.map(({ name, value, published, matters }) => [name, value, published, matters ? 'yes' : 'no']),
          } satisfies Block,
        ]),
  ])
}

/** What all variants share stands once; what differs, by variant. */
function recipes({ study }: ReportedStudy): Block[] {
  const wordsOf = (recipe: Recipe): string[] => recipeRows.map((row) => row.words(recipe))
  const all = study.variants.map(({ recipe }) => wordsOf(recipe))
  const rows = recipeRows.map(({ name }, at) => ({ name, values: all.map((words) => words[at] ?? '') }))
  const [shared, differing] = [true, false].map((isShared) =>
    rows.filter(({ values }) => (new Set(values).size === 1) === isShared),
  )
  return [
    { kind: 'table', head: ['setting', 'value'], rows: (shared ?? []).map(({ name, values }) => [name, values[0] ?? '']) },
    ...(differing === undefined || differing.length === 0
      ? []
      : [
          {
            kind: 'table',
            head: ['setting', ...study.variants.map(({ name }) => name)],
            rows: differing.map(({ name, values }) => [name, ...values]),
          } satisfies Block,
        ]),
  ]
}

const stackWidth = 900

function designs({ study }: ReportedStudy): Block[] {
  return study.variants.flatMap(({ name, architecture }, at): Block[] => {
    const svg = stackSvg(architecture, stackWidth)
    const caption = `${name}: height by resolution, thickness by channels, both on log scales.`
    return [
      heading(3, name),
      ...(svg === null ? [] : [{ kind: 'chart', name: `design-${at + 1}`, caption, svg } satisfies Block]),
      { kind: 'table', head: ['part', 'value'], rows: designRows(architecture).map((row) => [row.name, row.value]) },
    ]
  })
}

function machines({ machines: all }: ReportedStudy): Block[] {
  if (all.length === 0) return [text('No run has begun.')]
  return all.flatMap(({ runs: ids, rows }): Block[] => [
    ...(all.length === 1 ? [] : [text(`Of ${ids.join(', ')}:`)]),
    { kind: 'table', head: ['part', 'value'], rows: rows.map(({ name, value }) => [name, value]) },
  ])
}
