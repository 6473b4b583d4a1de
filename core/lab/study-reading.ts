/** Studies as a person sees them: where each stands, and what was found. */
import type { StudyBrief, StudyDetail } from '../api/contract/studies.ts'
import type { LabHandlers } from '../api/server.ts'
import { deviations } from '../recipe/protocol.ts'
import { recipePresets } from '../recipe/presets.ts'
import type { KeptStudy, Studies } from '../store/studies.ts'
import type { Hindrance } from '../study/state.ts'
import type { Study } from '../study/study.ts'
import { studyVerdicts } from '../study/verdicts.ts'
import type { Signal } from './signal.ts'
import type { StudyMeasures } from './study-measures.ts'
import { outcomesOf } from './study-outcomes.ts'
import { countsOf, remainingOf, timesOf, type PredictedMs } from './study-progress.ts'
import type { CellStanding, StudyStandings } from './study-standing.ts'
import { viewOf } from './views.ts'

export interface StudyReadingOptions {
  readonly studies: Studies
  readonly standings: StudyStandings
  readonly measures: StudyMeasures
  predictedMs(study: Study): PredictedMs
  atOnce(): number
  hindrance(id: string): Hindrance | null
  now(): number
  readonly runsChanged: Pick<Signal<string>, 'watch'>
  readonly changed: Pick<Signal<string>, 'watch'>
}

const betweenDrawingsMs = 500

export interface StudyReading {
  readonly streams: Pick<LabHandlers['streams'], 'studies' | 'study'>
  /** As it stands now. */
  detailOf(kept: KeptStudy): StudyDetail
  /** All of them, newest first. */
  details(): StudyDetail[]
}

export function createStudyReading(options: StudyReadingOptions): StudyReading {
  const { studies, standings, measures, predictedMs, runsChanged, changed } = options

  const briefOf = ({ id, study, state, madeAt }: KeptStudy, cells: readonly CellStanding[]): StudyBrief => {
    const { name, question, variants, seeds } = study
    return {
      id,
      name,
      question,
      variants: variants.length,
      seeds: seeds.length,
      state,
      hindered: options.hindrance(id),
      counts: countsOf(cells),
      madeAt,
      remainingMs: state.kind === 'ended' ? null : remainingOf(cells, predictedMs(study)),
    }
  }
  const detailOf = (kept: KeptStudy): StudyDetail => {
    const { study } = kept
    const cells = standings.of(kept)
    const outcomes = outcomesOf(kept, cells)
    const measured = measures.of(study, cells)
    return {
      ...briefOf(kept, cells),
      study,
      cells: cells.map(({ cell, run, taken }) => ({ variant: cell.variant.name, seed: cell.seed, run, taken })),
      timeline: timesOf(cells, predictedMs(study), {
        goes: kept.state.kind === 'going',
        now: options.now(),
        atOnce: options.atOnce(),
      }),
      outcomes,
      measured,
      verdicts: studyVerdicts(study, outcomes, measured),
      deviations: deviationsOf(study),
    }
  }

  const streams: StudyReading['streams'] = {
    studies: (_parameters, onChange) => ({
      ...viewOf(
        () => studies.list().map((kept) => briefOf(kept, standings.of(kept))),
        changed.watch(onChange),
        runsChanged.watch((run) => standings.concernsAny(run) && onChange()),
      ),
      restMs: betweenDrawingsMs,
    }),
    study: ({ id }, onChange) => ({
      ...viewOf(
        () => {
          const kept = studies.get(id)
          return kept && detailOf(kept)
        },
        changed.watch((which) => which === id && onChange()),
        runsChanged.watch((run) => standings.concerns(id, run) && onChange()),
      ),
      restMs: betweenDrawingsMs,
    }),
  }
  return { streams, detailOf, details: () => studies.list().map(detailOf) }
}

/** Where the published recipe is none of this version's any more, nothing is held against it. */
function deviationsOf({ variants, publishedRecipe }: Study): StudyDetail['deviations'] {
  const published = recipePresets().find(({ id }) => id === publishedRecipe)?.recipe
  return variants.map(({ recipe }) => (published === undefined ? null : deviations(recipe, published)))
}
