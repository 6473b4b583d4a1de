/** The runs of a study on a ruler of hours: a row a variant, a bar a run. Pure. */
import type { ForeseenStudyRun, StudyTime } from '../../../core/api/contract/studies.ts'
import { durationText } from '../../../core/text/duration-text.ts'

/** Milliseconds from the left end of the ruler. */
export interface PlannedRun {
  readonly variant: string
  readonly seed: number
  readonly kind: 'there' | 'ended' | 'training' | 'waiting'
  readonly from: number
  readonly to: number
}

/** Those whose time is known. */
export function foreseenRuns(timeline: readonly ForeseenStudyRun[]): PlannedRun[] {
  return timeline.flatMap(({ variant, seed, there, startMs, endMs }): PlannedRun[] =>
    startMs === null || endMs === null ? [] : [{ variant, seed, kind: there ? 'there' : 'waiting', from: startMs, to: endMs }],
  )
}

/** From when the study was made; what was there before stands at its beginning. */
export function timedRuns(timeline: readonly StudyTime[], madeAt: number): PlannedRun[] {
  return timeline.flatMap(({ variant, seed, kind, startAt, endAt }): PlannedRun[] => {
    if (startAt === null || endAt === null) return []
    const wasThere = endAt < madeAt
    return [
      {
        variant,
        seed,
        kind: wasThere ? 'there' : kind,
        from: wasThere ? 0 : Math.max(0, startAt - madeAt),
        to: wasThere ? 0 : endAt - madeAt,
      },
    ]
  })
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const units = [
  minute,
  5 * minute,
  15 * minute,
  30 * minute,
  hour,
  2 * hour,
  6 * hour,
  12 * hour,
  day,
  2 * day,
  7 * day,
  14 * day,
  30 * day,
  60 * day,
  180 * day,
  365 * day,
]

/** Ticks of a span, at most so many beside 0. */
export function hourTicksOf(span: number, most: number): { readonly ms: number; readonly text: string }[] {
  const unit = units.find((one) => span / one <= most) ?? Math.ceil(span / most / (365 * day)) * 365 * day
  return Array.from({ length: Math.floor(span / unit) + 1 }, (_, at) => ({
    ms: at * unit,
    text: tickText(at * unit),
  }))
}

/** In the largest unit that it is a whole number of. */
function tickText(ms: number): string {
  if (ms === 0) return '0'
  if (ms % day === 0) return `${ms / day} d`
  return ms % hour === 0 ? `${ms / hour} h` : `${ms / minute} min`
}

const kindWords: Readonly<Record<PlannedRun['kind'], string>> = {
  there: 'there already',
  ended: 'ended after',
  training: 'trains, ends after about',
  waiting: 'waits, ends after about',
}

export function plannedWords({ variant, seed, kind, to }: PlannedRun): string {
  return `${variant}, seed ${seed}: ${kindWords[kind]}${kind === 'there' ? '' : ` ${durationText(to)}`}`
}
