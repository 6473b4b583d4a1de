/** Studies: made from templates, foreseen, begun, and what a person asks of one. Their runs are among the others. */
import { z } from 'zod'
import { deviceSchema } from '../../recipe/device.ts'
import { settingParts } from '../../recipe/settings.ts'
import type { Deviation } from '../../recipe/protocol.ts'
import type { Forecast } from '../../plan/forecast.ts'
import type { RunSummary } from '../../store/run.ts'
import type { Measured } from '../../study/measured.ts'
import { keptStudySchema, type KeptStudy } from '../../store/studies.ts'
import type { Outcome } from '../../study/outcome.ts'
import { scales } from '../../study/scales.ts'
import type { StudyCounts, StudyState } from '../../study/state.ts'
import { mostSeeds, studySchema, type Study } from '../../study/study.ts'
import type { Template } from '../../study/template.ts'
import type { PairVerdict } from '../../study/verdict.ts'
import { datasetId, id, nothing } from './parameters.ts'

const seeds = z.array(z.number().int().min(0).max(2_147_483_647)).min(1).max(mostSeeds)

export const studyCalls = {
  /** The published experiments that can be trained here. */
  'studies.templates': nothing,
  /** A template at a scale, as a study that can be begun or changed. */
  'studies.make': z.strictObject({
    template: id,
    scale: z.enum(scales),
    dataset: datasetId,
    device: deviceSchema.default({ kind: 'auto' }),
    seeds: seeds.optional(),
    precision: settingParts.precision.schema.optional(),
  }),
  /** What a study would take, before it begins. */
  'studies.foresee': z.strictObject({ study: studySchema }),
  /** Refused where it compares what it does not train, or a variant cannot be trained. */
  'studies.start': z.strictObject({ study: studySchema }),
  /** `pause`: no further run is queued; what waits or trains goes on. `cancel`: that is stopped too. */
  'studies.set': z.strictObject({ id, to: z.enum(['go', 'pause', 'cancel']) }),
  /** More seeds, in addition to those it has; one that has ended goes on. */
  'studies.extend': z.strictObject({ id, seeds }),
  /** Forgets one that has ended, and gives what it was. Its runs stay. */
  'studies.remove': z.strictObject({ id }),
  /** Takes that back. */
  'studies.restore': z.strictObject({ kept: keptStudySchema }),
} satisfies Record<string, z.ZodType>

export interface StudyResults {
  'studies.templates': readonly Template[]
  'studies.make': Study
  'studies.foresee': ForeseenStudy
  'studies.start': { id: string }
  'studies.set': null
  'studies.extend': null
  'studies.remove': { kept: KeptStudy }
  'studies.restore': null
}

export const studyStreams = {
  /** Newest first. */
  studies: nothing,
  study: z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface StudyValues {
  studies: StudyBrief[]
  study: StudyDetail | null
}

export interface ForeseenStudy {
  /** What keeps it from being begun; then nothing is foreseen. */
  readonly problems: readonly string[]
  readonly forecast: Forecast | null
}

export interface StudyBrief {
  readonly id: string
  readonly name: string
  readonly question: string
  readonly variants: number
  readonly seeds: number
  readonly state: StudyState
  readonly counts: StudyCounts
  readonly madeAt: number
  /** As its runs went so far, or were predicted; null while nothing is known. */
  readonly remainingMs: number | null
}

export interface StudyDetail extends StudyBrief {
  readonly study: Study
  readonly cells: readonly StudyCellView[]
  /** One a variant, in their order. */
  readonly outcomes: readonly Outcome[]
  /** The same, of what is measured beside errors. */
  readonly measured: readonly Measured[]
  /** One a pair, in their order. */
  readonly verdicts: readonly PairVerdict[]
  /** By variant, in which settings its recipe is not the published one; null where none was published. */
  readonly deviations: readonly (readonly Deviation[] | null)[]
}

export interface StudyCellView {
  readonly variant: string
  readonly seed: number
  /** Null while it is not begun. */
  readonly run: RunSummary | null
  /** Whether the run was there already, and was taken in place of training it. */
  readonly taken: boolean
}
