/** What a study measures of its runs beside their errors, read of each once: from its evaluations, its last steps and what was measured inside. */
import { stepsDone } from '../compare/steps-done.ts'
import { imagesPerStep } from '../recipe/schedule.ts'
import type { Library } from '../store/library.ts'
import { recentSteps } from '../store/recent-steps.ts'
import type { TrainedRun } from '../store/run.ts'
import { readTelemetry } from '../store/telemetry-reader.ts'
import type { GradientProfile } from '../study/gradient.ts'
import type { Measured } from '../study/measured.ts'
import { stepsTo, type Evaluated } from '../study/steps-to.ts'
import type { Study } from '../study/study.ts'
import { trainsOf } from '../study/trains.ts'
import type { CellStanding } from './study-standing.ts'

export interface StudyMeasures {
  /** One a variant, in their order. */
  of(study: Study, standing: readonly CellStanding[]): Measured[]
}

interface Gradients {
  readonly first: GradientProfile
  readonly last: GradientProfile
}

export function keepMeasures(runs: Pick<Library['runs'], 'course' | 'folder'>): StudyMeasures {
  // Of a run that ended: one that goes on again is another object.
  const courses = new WeakMap<TrainedRun, readonly Evaluated[]>()
  const gradients = new WeakMap<TrainedRun, Gradients | 'none'>()

  const courseOf = (run: TrainedRun): readonly Evaluated[] => {
    const kept = courses.get(run) ?? runs.course(run.record.id, 'test')
    courses.set(run, kept)
    return kept
  }
  const gradientsOf = (run: TrainedRun): Gradients | null => {
    const kept = gradients.get(run) ?? readGradients(runs.folder(run.record.id)) ?? 'none'
    gradients.set(run, kept)
    return kept === 'none' ? null : kept
  }

  return {
    of: ({ variants, reach, pairs }, standing) =>
      variants.map(({ name }) => {
        const ended = standing.flatMap(({ cell, run }) =>
          cell.variant.name === name && run !== null && (run.status.kind === 'finished' || run.status.kind === 'diverged')
            ? [{ seed: cell.seed, run }]
            : [],
        )
        const asksForGradients = pairs.some(({ by, first, second }) => by === 'gradient' && (first === name || second === name))
        return {
          name,
          reached:
            reach === null
              ? []
              : ended.map(({ seed, run }) => ({
                  seed,
                  step: stepsTo(courseOf(run), reach),
                  of: stepsDone(run),
                  diverged: run.status.kind === 'diverged',
                })),
          trained: ended.map(({ seed, run }) => ({ seed, ...trainsOf(trainedSoFar(run)) })),
          gradients: asksForGradients
            ? ended.flatMap(({ seed, run }) => {
                const found = gradientsOf(run)
                return found === null ? [] : [{ seed, ...found }]
              })
            : [],
        }
      }),
  }
}

function trainedSoFar(run: TrainedRun): Parameters<typeof trainsOf>[0] {
  const { recipe, architecture } = run.record
  const steps = stepsDone(run)
  return {
    divergedAt: run.status.kind === 'diverged' ? steps : null,
    trainingError: run.trainError,
    images: Math.min(recentSteps, steps) * imagesPerStep(recipe),
    classes: architecture.head.classes,
  }
}

/** Null where nothing was measured inside. */
function readGradients(folder: string): Gradients | null {
  const view = readTelemetry(folder, { quantity: 'gradientNorm', columns: 2, from: null, to: null, of: null, depth: null })
  if (view === null || view.steps.length === 0) return null
  const { of, depths, steps, values } = view
  const profile = (row: number): GradientProfile => ({
    step: steps[row] ?? NaN,
    depths: [...depths],
    norms: [...values.slice(row * of.length, (row + 1) * of.length)],
  })
  return { first: profile(0), last: profile(steps.length - 1) }
}
