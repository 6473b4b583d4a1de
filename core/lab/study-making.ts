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
import { recipePresets } from '../recipe/presets.ts'
import { cellsOf } from '../study/cells.ts'
import { studyProblems, type Study } from '../study/study.ts'
import { presetsOf, studyOf, type Template } from '../study/template.ts'
import { studyTemplates } from '../study/templates.ts'
import type { EqualRuns } from './equal-runs.ts'
import { newRunRecord, type Predict } from './new-run.ts'

export interface StudyMakingOptions {
  readonly equal: EqualRuns
  dataset(id: DatasetId): DatasetState
  predict: Predict
}

export interface StudyMaking {
  readonly calls: Pick<LabHandlers['calls'], 'studies.templates' | 'studies.make' | 'studies.foresee'>
  foresee(study: Study): ForeseenStudy
}

export function createStudyMaking({ equal, dataset, predict }: StudyMakingOptions): StudyMaking {
  const foresee = (study: Study): ForeseenStudy => {
    const problems = studyProblems(study)
    const images = dataset(study.dataset)
    const cells = cellsOf(study).flatMap((cell) => {
      try {
        const record = newRunRecord(cell, images, { id: 'foreseen', createdAt: 0, origin: null }, predict)
        return [{ ...record, there: study.reuse && equal.find(cell) !== null }]
      } catch (thrown) {
        if (!(thrown instanceof Failure)) throw thrown
        const problem = `${cell.variant.name}: ${thrown.message} ${thrown.remedy}`
        if (!problems.includes(problem)) problems.push(problem)
        return []
      }
    })
    return { problems, forecast: problems.length > 0 ? null : forecastOf(cells, cells.length) }
  }
  return {
    foresee,
    calls: {
      'studies.templates': studyTemplates,
      async 'studies.make'({ template: id, ...asked }) {
        const template = templateNamed(id)
        const images = dataset(asked.dataset)
        const fitted = await fittedPresets(template, { ...images, classes: images.classes.length })
        const { seeds, precision, ...rest } = asked
        return studyOf(
          template,
          { ...rest, ...(seeds === undefined ? {} : { seeds }), ...(precision === undefined ? {} : { precision }) },
          {
            preset: (name) => required(fitted.get(name), 'preset', name),
            recipe: recipeNamed,
            cost: (what, architecture, recipe) =>
              what === 'time'
                ? (predict({ architecture, recipe, device: asked.device }, images)?.stepMs ?? null)
                : (countsOf(architecture)?.[what] ?? null),
          },
        )
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
