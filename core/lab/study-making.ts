/** Studies before they begin: made from templates, and what one would take. */
import type { Architecture } from '../architecture/architecture.ts'
import { countsOf } from '../architecture/counts.ts'
import { fitDataset } from '../architecture/fit-dataset.ts'
import { loadPreset } from '../architecture/presets.ts'
import type { ForeseenStudy } from '../api/contract/studies.ts'
import type { LabHandlers } from '../api/server.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { Failure } from '../files/failure.ts'
import { forecastOf } from '../plan/forecast.ts'
import { timelineOf } from '../plan/timeline.ts'
import { recipePresets } from '../recipe/presets.ts'
import { lengthInSteps, stepsPerEpoch } from '../recipe/schedule.ts'
import { cellsOf } from '../study/cells.ts'
import { ownStudy } from '../study/own.ts'
import { scales, type Scale } from '../study/scales.ts'
import { studyProblems, type Study, type Variant } from '../study/study.ts'
import { presetsOf, studyOf, type Template } from '../study/template.ts'
import { studyTemplates } from '../study/templates.ts'
import type { EqualRuns } from './equal-runs.ts'
import { newRunRecord, type Predict } from './new-run.ts'
import type { PredictedMs } from './study-progress.ts'

export interface StudyMakingOptions {
  readonly equal: EqualRuns
  /** Runs that may train beside each other. */
  atOnce(): number
  dataset(id: DatasetId): DatasetState
  predict: Predict
}

type StudyMakingCall = `studies.${'templates' | 'make' | 'scales' | 'compose' | 'foresee'}`

export interface StudyMaking {
  readonly calls: Pick<LabHandlers['calls'], StudyMakingCall>
  foresee(study: Study): ForeseenStudy
  predictedMs(study: Study): PredictedMs
}

type OfTemplate = Omit<Parameters<LabHandlers['calls']['studies.make']>[0], 'scale'>

export function createStudyMaking({ equal, atOnce, dataset, predict }: StudyMakingOptions): StudyMaking {
  const foresee = (study: Study): ForeseenStudy => {
    const problems = studyProblems(study)
    const images = dataset(study.dataset)
    const records = new Map(
      study.variants.map((variant) => {
        try {
          const asked = { ...variant, device: study.device }
          return [variant, newRunRecord(asked, images, { id: 'foreseen', createdAt: 0, origin: null }, predict)] as const
        } catch (thrown) {
          if (!(thrown instanceof Failure)) throw thrown
          problems.push(`${variant.name}: ${thrown.message} ${thrown.remedy}`)
          return [variant, null] as const
        }
      }),
    )
    if (problems.length > 0) return { problems, forecast: null, timeline: [] }
    const runs = cellsOf(study).flatMap((cell) => {
      const record = records.get(cell.variant)
      return record == null ? [] : [{ cell, run: { ...record, there: study.reuse && equal.find(cell) !== null } }]
    })
    const spans = timelineOf(
      runs.map(({ run }) => (run.there ? 0 : run.predicted && run.predicted.stepMs * run.totalSteps)),
      atOnce(),
    )
    return {
      problems,
      forecast: forecastOf(
        runs.map(({ run }) => run),
        runs.length,
      ),
      timeline: runs.map(({ cell, run: { there } }, at) => {
        const span = spans[at] ?? null
        return { variant: cell.variant.name, seed: cell.seed, there, startMs: span && span.start, endMs: span && span.end }
      }),
    }
  }

  const make = async ({ template: id, seeds, ...asked }: OfTemplate, at: readonly Scale[]): Promise<Study[]> => {
    const template = templateNamed(id)
    const images = dataset(asked.dataset)
    const fitted = await fittedPresets(template, { ...images, classes: images.classes.length })
    return at.map((scale) =>
      studyOf(
        template,
        { ...asked, scale, ...(seeds === undefined ? {} : { seeds }) },
        {
          preset: (name) => required(fitted.get(name), 'preset', name),
          recipe: recipeNamed,
          cost: (what, architecture, recipe) =>
            what === 'time'
              ? (predict({ architecture, recipe, device: asked.device }, images)?.stepMs ?? null)
              : (countsOf(architecture)?.[what] ?? null),
        },
      ),
    )
  }

  // A prediction that there is does not change; where there is none, the computer may be measured meanwhile.
  const predicted = new WeakMap<Variant, number>()
  return {
    foresee,
    predictedMs: (study) => (variant) => {
      const before = predicted.get(variant)
      if (before !== undefined) return before
      const images = dataset(study.dataset)
      const found = predict({ ...variant, device: study.device }, images)
      if (found === null) return null
      const { recipe } = variant
      const ms = found.stepMs * lengthInSteps(recipe.length, stepsPerEpoch(images.trainCount, recipe))
      predicted.set(variant, ms)
      return ms
    },
    calls: {
      'studies.templates': studyTemplates,
      async 'studies.make'({ scale, ...asked }) {
        const [study] = await make(asked, [scale])
        return required(study, 'scale', scale)
      },
      'studies.scales': async (asked) =>
        (await make(asked, scales)).map((study, index) => ({
          scale: required(scales[index], 'scale', String(index)),
          study,
          foreseen: foresee(study),
        })),
      'studies.compose'(asked) {
        const made = ownStudy(asked, dataset(asked.dataset))
        if (made.ok) return made.study
        throw new Failure('study-not-possible', made.problems.join(' '), 'Change what is varied, then make it again.')
      },
      'studies.foresee': ({ study }) => foresee(study),
    },
  }
}

/** Throws a Failure `no-such-template`. */
function templateNamed(id: string): Template {
  const all = studyTemplates()
  const found = all.find((one) => one.id === id)
  if (found !== undefined) return found
  const known = all.map((one) => one.id).join(', ')
  throw new Failure('no-such-template', `There is no template ${id}.`, `There are ${known}.`)
}

/** Fitted to the images. */
async function fittedPresets(
  template: Template,
  images: Parameters<typeof fitDataset>[1],
): Promise<ReadonlyMap<string, Architecture>> {
  const found = new Map<string, Architecture>()
  for (const preset of presetsOf(template))
    found.set(preset, fitDataset(required(await loadPreset(preset), 'preset', preset), images))
  return found
}

function recipeNamed(id: string) {
  return required(recipePresets().find((preset) => preset.id === id)?.recipe, 'recipe', id)
}

/** What a template names is there: its files and those it names come together. */
function required<T>(found: T | null | undefined, what: string, name: string): T {
  if (found == null) throw new Error(`A template names the ${what} ${name}, which is not there.`)
  return found
}
