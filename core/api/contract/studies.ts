/** Studies: made from templates, foreseen, begun, and what a person asks of one. Their runs are among the others. */
import { z } from 'zod'
import { exportFolderPattern } from '../../export/formats.ts'
import { deviceSchema } from '../../recipe/device.ts'
import { settingParts } from '../../recipe/settings.ts'
import type { Deviation } from '../../recipe/protocol.ts'
import type { Forecast } from '../../plan/forecast.ts'
import type { RunSummary } from '../../store/run.ts'
import type { KeptStudy } from '../../store/studies.ts'
import { keptStudySchema } from '../../study/kept-study.ts'
import { branchChangesSchema } from '../../study/branch.ts'
import type { Measured } from '../../study/measured.ts'
import type { Outcome } from '../../study/outcome.ts'
import { ownStudySchema } from '../../study/own.ts'
import { scales, type Scale } from '../../study/scales.ts'
import type { Hindrance, StudyCounts, StudyState } from '../../study/state.ts'
import { mostSeeds, studySchema, type Study } from '../../study/study.ts'
import type { Template } from '../../study/template.ts'
import type { PairVerdict } from '../../study/verdict.ts'
import { datasetId, id, nothing } from './parameters.ts'
import { seedSchema } from '../../recipe/seed.ts'

const seeds = z.array(seedSchema).min(1).max(mostSeeds)

const ofTemplate = z.strictObject({
  template: id,
  dataset: datasetId,
  device: deviceSchema.default({ kind: 'auto' }),
  seeds: seeds.optional(),
  /** In place of the recipes’ own. */
  precision: settingParts.precision.schema.nullable().default(null),
})

export const studyCalls = {
  /** The published experiments that can be trained here. */
  'studies.templates': nothing,
  /** A template at a scale, as a study that can be begun or changed. */
  'studies.make': ofTemplate.extend({ scale: z.enum(scales) }),
  /** The same at every scale, each with what it takes: where the paper's would take weeks, a smaller one is there to choose. */
  'studies.scales': ofTemplate,
  /** Of designs, recipes and values of their fields, as a study that can be begun or changed. Refused with what cannot be. */
  'studies.compose': ownStudySchema,
  /** A study with changes, as one that can be begun: runs that both have are taken, not trained again. */
  'studies.branch': z.strictObject({ id, changes: branchChangesSchema }),
  /** What another library takes it from; its runs are packed like any others. */
  'studies.kept': z.strictObject({ id }),
  /** Such a one into this library. Where runs of it are not here it is paused; one that is here already is left as it is. */
  'studies.import': z.strictObject({ kept: keptStudySchema }),
  /** What a study would take, before it begins. */
  'studies.foresee': z.strictObject({ study: studySchema }),
  /** Refused where it compares what it does not train, or a variant cannot be trained. The very same begun twice, as by two windows, is one study. */
  'studies.start': z.strictObject({ study: studySchema }),
  /** `pause`: no further run is queued; what waits or trains goes on. `cancel`: that is stopped too. */
  'studies.set': z.strictObject({ id, to: z.enum(['go', 'pause', 'cancel']) }),
  /** More seeds and variants, in addition to those it has; one that has ended goes on. */
  'studies.extend': z.strictObject({
    id,
    seeds: seeds.optional(),
    variants: studySchema.shape.variants.optional(),
    /** By which the new variants are compared. */
    pairs: studySchema.shape.pairs.unwrap().optional(),
  }),
  /** Forgets one that has ended, and gives what it was. Its runs stay. */
  'studies.remove': z.strictObject({ id }),
  /** Takes that back. */
  'studies.restore': z.strictObject({ kept: keptStudySchema }),
  /**
   * What it asked and found as files: report.html, which needs nothing else, report.md, its figures as SVG and CSV, a table of runs, the study itself,
   * and kept.json, which another library imports.
   */
  'studies.report': z.strictObject({ id }),
  /** Writes these into a folder of this name in the library's folder of exports, which must not be there yet. */
  'studies.write': z.strictObject({ id, folder: z.string().regex(exportFolderPattern) }),
} satisfies Record<string, z.ZodType>

export interface StudyResults {
  'studies.templates': readonly Template[]
  'studies.make': Study
  'studies.scales': readonly ScaledStudy[]
  'studies.compose': Study
  'studies.branch': Study
  'studies.kept': KeptStudy
  'studies.import': ImportedStudy
  'studies.foresee': ForeseenStudy
  /** `there`: it was begun already, and has not ended. */
  'studies.start': { id: string; outcome: 'new' | 'there' }
  'studies.set': null
  'studies.extend': null
  'studies.remove': { kept: KeptStudy }
  'studies.restore': null
  'studies.report': { readonly files: readonly { readonly name: string; readonly content: string }[] }
  'studies.write': { readonly folder: string; readonly files: readonly string[] }
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
  /** Its runs in their order. */
  readonly timeline: readonly ForeseenStudyRun[]
}

/** `missing`: so many of its runs are not here, or have not ended. */
export interface ImportedStudy {
  readonly id: string
  readonly outcome: 'new' | 'there'
  readonly missing: number
}

/** Milliseconds from the beginning; null where the time of it, or of one before it, is not known. */
export interface ForeseenStudyRun {
  readonly variant: string
  readonly seed: number
  /** Whether it is there already, and takes no time. */
  readonly there: boolean
  readonly startMs: number | null
  readonly endMs: number | null
}

/** A template at one scale, and what it takes there. */
export interface ScaledStudy {
  readonly scale: Scale
  readonly study: Study
  readonly foreseen: ForeseenStudy
}

/** When a run was trained, or is likely to be, in milliseconds since 1970; null where that is not known, or the study does not go on. */
export interface StudyTime {
  readonly variant: string
  readonly seed: number
  readonly kind: 'ended' | 'training' | 'waiting'
  readonly startAt: number | null
  readonly endAt: number | null
}

export interface StudyBrief {
  readonly id: string
  readonly name: string
  readonly question: string
  readonly variants: number
  readonly seeds: number
  readonly state: StudyState
  /** Why it waits, where the library cannot be written to; null where nothing hinders it. */
  readonly hindered: Hindrance | null
  readonly counts: StudyCounts
  readonly madeAt: number
  /** As its runs went so far, or were predicted; null while nothing is known. */
  readonly remainingMs: number | null
}

export interface StudyDetail extends StudyBrief {
  readonly study: Study
  readonly cells: readonly StudyCellView[]
  /** In the order of the cells. */
  readonly timeline: readonly StudyTime[]
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
  /** Whether the run was there already, trained or under way, and was taken in place of training it again. */
  readonly taken: boolean
}
