/** A study as its figures take it, and the curves that they ask for. */
import type { GroupedCurve } from '../store/curves/grouped-curves.ts'
import type { StudyCellView, StudyDetail } from './contract/studies.ts'
import type { StreamParameters } from './contract.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { nothingMeasured } from '../study/measured.ts'
import type { DrawnCurve, DrawnRun, DrawnStudy } from '../study/figures/drawn-study.ts'
import { figureNamed } from '../compare/figures.ts'
import { isAtRest } from '../compare/run-states.ts'

type Shown = Pick<StudyDetail, 'study' | 'cells' | 'measured'>

/** Only runs that finished are drawn: one that ended before says nothing of where it would have come to. */
export function drawnStudy({ study, cells, measured }: Shown): DrawnStudy {
  return {
    name: study.name,
    reach: study.reach,
    variants: study.variants.map(({ name, group, architecture, published }, at) => ({
      name,
      group,
      architecture,
      published,
      slot: at + 1,
      measured: measured[at] ?? nothingMeasured(name),
      runs: cells.flatMap(({ variant, run }): DrawnRun[] =>
        variant !== name || run?.status.kind !== 'finished'
          ? []
          : [
              {
                id: run.record.id,
                seed: run.record.recipe?.seed ?? 0,
                training: figureNamed('training-error').of(run),
                test: figureNamed('test-error').of(run),
                trainedMs: run.trainedMs,
              },
            ],
      ),
    })),
    drops: commonDrops(study.variants.map(({ recipe }) => recipe)),
  }
}

function commonDrops(recipes: readonly Recipe[]): DrawnStudy['drops'] {
  const [first, ...others] = recipes.map(({ learningRate }) => JSON.stringify(learningRate))
  const rate = recipes[0]?.learningRate
  if (first === undefined || rate?.kind !== 'steps' || others.some((other) => other !== first)) return []
  return rate.after.map((step) => ({ step, divisor: rate.divisor }))
}

/** Of training the error of a batch scatters: its exponential average is drawn. */
const trainingSmoothing = 0.9

/** What is asked of the stream `groupCurves` for them, training and test apart; null where no run has begun. */
export function curvesAsked(
  { study, cells }: Pick<Shown, 'study' | 'cells'>,
  buckets: number,
): Readonly<Record<DrawnCurve['split'], StreamParameters<'groupCurves'>>> | null {
  const groups = study.variants.flatMap(({ name }, at) => {
    const runs = runsDrawn(cells.filter(({ variant }) => variant === name))
    return runs.length === 0 ? [] : [{ key: String(at), runs }]
  })
  if (groups.length === 0) return null
  const asked = { groups, buckets, spread: 'std', x: 'step', log: false, from: null, to: null } as const
  return {
    training: { ...asked, groups, series: ['trainError'], smoothing: trainingSmoothing },
    test: { ...asked, groups, series: ['testError'], smoothing: 0 },
  }
}

/** Those that finished; while none has, those at work. A mean of both would leap where the shorter end. */
function runsDrawn(cells: readonly StudyCellView[]): string[] {
  const runs = cells.flatMap(({ run }) => run ?? [])
  const finished = runs.filter(({ status }) => status.kind === 'finished')
  return (finished.length > 0 ? finished : runs.filter((run) => !isAtRest(run))).map(({ record }) => record.id)
}

export function drawnCurves({ study }: Pick<Shown, 'study'>, curves: readonly GroupedCurve[]): DrawnCurve[] {
  return curves.flatMap(({ group, series, steps, mean, low, high, n }): DrawnCurve[] => {
    const variant = study.variants[Number(group)]?.name
    if (variant === undefined || steps.length === 0) return []
    return [{ variant, split: series === 'trainError' ? 'training' : 'test', steps, mean, low, high, n }]
  })
}
