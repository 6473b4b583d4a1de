/** Writes the pyramids of a run's curves as its steps come. */
import type { Connection } from '../database.ts'
import { recentSteps } from '../recent-steps.ts'
import type { StepSeries } from '../run.ts'
import { bucketInsert, bucketRows, keptSmoothings } from './bucket-rows.ts'
import { merged, type Bucket } from './buckets.ts'
import { ExponentialAverage } from './exponential-average.ts'
import { LevelsBuilder, parentOf, widthOf, type OpenLevels } from './levels.ts'
import { RecentValues } from './recent-values.ts'
import { allValues, stepSeries, stepValues } from './step-values.ts'

/** Steps that are read at a time where many are there already. */
const slice = 20_000

export interface CurveKeeper {
  /** Takes the next step; what it comes to is written by the acts that it gives, in their order. */
  add(step: number, time: number, values: Readonly<Record<StepSeries, number>>): readonly (() => void)[]
  /** Takes some of the steps that are there already, and writes what they come to; gives the step it came to, null once there are no more. */
  catchUp(): number | null
}

/** Goes on with the pyramids in `into` from where they stand; `from` has the steps. */
export function openCurveKeeper(into: Connection, from: Connection): CurveKeeper {
  const insert = bucketInsert(into)
  const read = allValues(from)
  const newest = bucketRows(into, 0, []).before(0, Infinity)
  let next = newest === null ? 0 : (newest.index + 1) * widthOf(0)
  let closed: (() => void)[] = []
  const builders = stepSeries.map((series, number) => {
    const keep = (level: number, bucket: Bucket): void => void closed.push(() => insert(number, level, bucket))
    return { series, builder: new LevelsBuilder(openLevels(into, from, series, next), keep) }
  })
  const add: CurveKeeper['add'] = (step, time, values) => {
    for (const { series, builder } of builders) builder.add(step, time, values[series])
    next = step + 1
    const acts = closed
    closed = []
    return acts
  }
  return {
    add,
    catchUp() {
      const rows = read(next, slice)
      into.transaction(() => {
        for (const { step, time, values } of rows) for (const act of add(step, time, values)) act()
      })()
      return rows.at(-1)?.step ?? null
    },
  }
}

/** What stands of a pyramid that ends before the step `next`, which is an edge of the lowest buckets. */
function openLevels(into: Connection, from: Connection, series: StepSeries, next: number): OpenLevels {
  const kept = bucketRows(into, stepSeries.indexOf(series), keptSmoothings)
  const base = kept.before(0, next)
  const averages = keptSmoothings.map((smoothing, at) => new ExponentialAverage(smoothing, base?.averages[at], base?.seen))
  const parents: (Bucket | null)[] = []
  for (let level = 0, last = base; last !== null; level += 1) {
    const parent = parentOf(last.index)
    const above = kept.before(level + 1, next)
    const begin = parent * widthOf(level + 1)
    const children = kept.within(level, begin, next - 1).map((child) => ({ ...child, index: parent }))
    parents.push(above?.index === parent ? null : children.reduce((one, other) => merged(one, other)))
    last = above
  }
  return { state: { averages, recent: new RecentValues(stepValues(from, series).valuesBefore(next, recentSteps)) }, parents }
}
