/** Studies as a person sees them, and what is asked of one. What is done when stands in study-driver.ts. */
import { randomBytes } from 'node:crypto'
import { loadPreset } from '../architecture/presets.ts'
import { fitDataset } from '../architecture/fit-dataset.ts'
import type { Architecture } from '../architecture/architecture.ts'
import type { StudyBrief, StudyDetail } from '../api/contract/studies.ts'
import type { LabHandlers } from '../api/server.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { Failure } from '../files/failure.ts'
import { forecastOf } from '../plan/forecast.ts'
import { deviations } from '../recipe/protocol.ts'
import { recipePresets } from '../recipe/presets.ts'
import type { Library } from '../store/library.ts'
import type { KeptStudy } from '../store/studies.ts'
import { cellsOf } from '../study/cells.ts'
import { studyProblems, type Study } from '../study/study.ts'
import { studyOf, type Template } from '../study/template.ts'
import { studyTemplates } from '../study/templates.ts'
import { verdictsOf } from '../study/verdict.ts'
import type { EqualRuns } from './equal-runs.ts'
import { createLookAgain } from './look-again.ts'
import { newRunRecord, runId, type Predict } from './new-run.ts'
import { createSignal, type Signal } from './signal.ts'
import type { StartRuns } from './start-runs.ts'
import { outcomesOf, standingOf, type CellStanding } from './study-cells.ts'
import { createStudyDriver } from './study-driver.ts'
import { countsOf, remainingOf } from './study-progress.ts'
import type { Supervisor } from './supervisor.ts'
import { viewOf } from './views.ts'

type StudyCall = Extract<keyof LabHandlers['calls'], `studies.${string}`>

export interface StudyService {
  readonly calls: Pick<LabHandlers['calls'], StudyCall>
  readonly streams: Pick<LabHandlers['streams'], 'studies' | 'study'>
  readonly changed: Signal<string>
  /** Goes on with the studies that there are. */
  begin(): void
  readonly busy: boolean
  close(): void
}

export interface StudyServiceOptions {
  readonly library: Library
  readonly supervisor: Supervisor
  readonly runsChanged: Signal<string>
  readonly start: StartRuns
  readonly equal: EqualRuns
  dataset(id: DatasetId): DatasetState
  predict: Predict
}

const betweenDrawingsMs = 500

export function createStudyService(options: StudyServiceOptions): StudyService {
  const { library, supervisor, runsChanged, start, equal, dataset, predict } = options
  const { studies, runs } = library
  const changed = createSignal<string>()
  const standing = (study: KeptStudy): CellStanding[] => standingOf(study, runs, supervisor.live)
  const driver = createStudyDriver({
    library,
    equal,
    start,
    standing,
    now: Date.now,
    changed: (id) => changed.emit(id),
  })
  const { look, close } = createLookAgain(driver)
  // Once what changed has been told to all: a run that has ended makes room for the next.
  runsChanged.watch((id) => {
    if (runs.records().get(id)?.partOf?.kind === 'study' && !runs.running().includes(id)) setImmediate(look)
  })

  const find = (id: string): KeptStudy => {
    const study = studies.get(id)
    if (study !== null) return study
    const remedy = 'It may have been removed; its runs are there.'
    throw new Failure('no-such-study', `There is no study ${id} in this library.`, remedy)
  }
  const stopAll = (study: KeptStudy): void => {
    for (const { run, taken } of standing(study)) {
      if (run === null || taken) continue
      const why = `Ended with the study ${study.study.name}, which was cancelled.`
      if (run.status.kind === 'queued') supervisor.takeOut(run.record.id, 'stopped')
      else if (run.status.kind === 'running') supervisor.ask(run.record.id, { kind: 'stop', when: 'now', why })
    }
  }
  const brief = (kept: KeptStudy, cells: readonly CellStanding[]): StudyBrief => {
    const { id, study, state, madeAt } = kept
    const { name, question, variants, seeds } = study
    return {
      id,
      name,
      question,
      variants: variants.length,
      seeds: seeds.length,
      state,
      counts: countsOf(cells),
      madeAt,
      remainingMs: state.kind === 'ended' ? null : remainingOf(cells),
    }
  }
  const detail = (kept: KeptStudy): StudyDetail => {
    const cells = standing(kept)
    const outcomes = outcomesOf(kept, cells)
    return {
      ...brief(kept, cells),
      study: kept.study,
      cells: cells.map(({ cell, run, taken }) => ({ variant: cell.variant.name, seed: cell.seed, run, taken })),
      outcomes,
      verdicts: verdictsOf(kept.study.pairs, outcomes),
      deviations: deviationsOf(kept.study),
    }
  }
  const viewed = <T>(read: () => T, onChange: () => void) => ({
    ...viewOf(
      read,
      changed.watch(onChange),
      // A run of no study may be one that is taken.
      runsChanged.watch(onChange),
    ),
    restMs: betweenDrawingsMs,
  })

  return {
    calls: {
      'studies.templates': studyTemplates,
      async 'studies.make'({ template: id, ...asked }) {
        const template = studyTemplates().find((one) => one.id === id)
        if (template === undefined) {
          const known = studyTemplates().map((one) => one.id)
          throw new Failure('no-such-template', `There is no template ${id}.`, `There are ${known.join(', ')}.`)
        }
        const images = dataset(asked.dataset)
        const fitted = await presetsOf(template, { ...images, classes: images.classes.length })
        const { seeds, precision, ...rest } = asked
        return studyOf(
          template,
          { ...rest, ...(seeds === undefined ? {} : { seeds }), ...(precision === undefined ? {} : { precision }) },
          { preset: (name) => required(fitted.get(name), 'preset', name), recipe: recipeNamed },
        )
      },
      'studies.foresee': ({ study }) => foresee(study),
      'studies.start'({ study }) {
        const [problem] = foresee(study).problems
        if (problem !== undefined) throw new Failure('study-not-possible', problem, 'Change the study, then begin.')
        const id = runId(study.name, Date.now(), randomBytes(2).toString('hex'))
        studies.add(id, study)
        changed.emit(id)
        look()
        return { id }
      },
      'studies.set'({ id, to }) {
        const kept = find(id)
        if (kept.state.kind === 'ended')
          throw new Failure('study-ended', `${kept.study.name} has ended.`, 'Give it more seeds, and it goes on.')
        if (to === 'cancel') {
          studies.change(id, { state: { kind: 'ended', why: 'cancelled', at: Date.now() } })
          stopAll(kept)
        } else studies.change(id, { state: to === 'go' ? { kind: 'going' } : { kind: 'paused', reason: null, remedy: null } })
        changed.emit(id)
        look()
        return null
      },
      'studies.extend'({ id, seeds }) {
        const { study } = find(id)
        studies.change(id, { study: { ...study, seeds: [...new Set([...study.seeds, ...seeds])] }, state: { kind: 'going' } })
        changed.emit(id)
        look()
        return null
      },
      'studies.remove'({ id }) {
        const { study, state } = find(id)
        if (state.kind !== 'ended') throw new Failure('study-active', `${study.name} has not ended.`, 'Cancel it first.')
        studies.remove(id)
        changed.emit(id)
        return null
      },
    },
    streams: {
      studies: (_parameters, onChange) => viewed(() => studies.list().map((kept) => brief(kept, standing(kept))), onChange),
      study: ({ id }, onChange) =>
        viewed(() => {
          const kept = studies.get(id)
          return kept === null ? null : detail(kept)
        }, onChange),
    },
    changed,
    begin: look,
    get busy() {
      return driver.busy
    },
    close,
  }

  function foresee(study: Study): { problems: string[]; forecast: ReturnType<typeof forecastOf> | null } {
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
}

/** Fitted to the images. */
async function presetsOf(
  { networks }: Template,
  images: Parameters<typeof fitDataset>[1],
): Promise<ReadonlyMap<string, Architecture>> {
  const found = new Map<string, Architecture>()
  for (const { preset } of networks) found.set(preset, fitDataset(required(await loadPreset(preset), 'preset', preset), images))
  return found
}

/** Where the published recipe is none of this version's any more, nothing is held against it. */
function deviationsOf({ variants, publishedRecipe }: Study): StudyDetail['deviations'] {
  const published = recipePresets().find(({ id }) => id === publishedRecipe)?.recipe
  return variants.map(({ recipe }) => (published === undefined ? null : deviations(recipe, published)))
}

function recipeNamed(id: string) {
  return required(recipePresets().find((preset) => preset.id === id)?.recipe, 'recipe', id)
}

/** What a template names is there: its files and those it names come together. */
function required<T>(found: T | null | undefined, what: string, name: string): T {
  if (found == null) throw new Error(`A template names the ${what} ${name}, which is not there.`)
  return found
}
