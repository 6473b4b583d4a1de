/** What is asked of each run: a kind of analysis with its options, of one of its checkpoints. Pure. */
import { analyses, askedSchema, type AnalysisKind, type AskedAnalysis } from '../../../core/inspect/analyses.ts'
import type { KeptInspection } from '../../../core/inspect/kept.ts'
import type { Checkpoint } from '../../../core/store/run.ts'
import type { WantedCheckpoint } from '../../../core/store/wanted-checkpoint.ts'

export type Options = Readonly<Record<string, unknown>>

export interface Question {
  readonly kind: AnalysisKind
  readonly options: Options
  readonly checkpoint: WantedCheckpoint
}

/** `beside`: what core has no usual value of. */
export function usualOptions(kind: AnalysisKind, beside: object = {}): Options {
  return { ...analyses[kind].options.parse(beside) }
}

/** As the lab takes it; null where an option is not what it takes. */
export function askedOf({ kind, options }: Question): AskedAnalysis | null {
  const read = askedSchema.safeParse({ kind, options })
  return read.success ? read.data : null
}

/** The same for the same options, in whatever order. */
export function optionsKey(options: Options): string {
  return JSON.stringify(Object.entries(options).sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** The step that is meant, of checkpoints newest first; null where there is none such. */
export function stepOf(wanted: WantedCheckpoint, checkpoints: readonly Checkpoint[]): number | null {
  if (typeof wanted === 'number') return wanted
  const found = wanted === 'last' ? checkpoints[0] : checkpoints.find(({ kept }) => kept.includes('best'))
  return found?.step ?? null
}

/** What answers it among all that was measured of a run. */
export function answerTo<Kind extends AnalysisKind>(
  { kind, options }: Question & { kind: Kind },
  step: number | null,
  all: readonly KeptInspection[],
): KeptInspection<Kind> | null {
  const key = optionsKey(options)
  const isAnswer = (one: KeptInspection): one is KeptInspection<Kind> =>
    one.kind === kind && one.step === step && optionsKey({ ...one.options }) === key
  return all.find(isAnswer) ?? null
}

/** What was asked of these runs before, of one kind: the newest first, each once. */
export function askedBefore(kind: AnalysisKind, all: readonly KeptInspection[]): KeptInspection[] {
  const newestFirst = all.filter((one) => one.kind === kind).sort((one, other) => other.measuredAt - one.measuredAt)
  const keys = newestFirst.map(({ step, options }) => `${step} ${optionsKey({ ...options })}`)
  return newestFirst.filter((_, at) => keys.indexOf(keys[at] ?? '') === at)
}
