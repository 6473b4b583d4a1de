/**
 * Keeps studies going: queues their next run as earlier ones end. What is next follows from the library alone, and is looked at again and again: so nothing is
 * lost, and nothing trained twice, where the lab is ended in between.
 */
import { Failure, isDiskFull } from '../files/failure.ts'
import type { Library } from '../store/library.ts'
import type { KeptStudy } from '../store/studies.ts'
import type { Hindrance, StudyState } from '../study/state.ts'
import { isAtRest, isOver } from '../compare/run-states.ts'
import { stepsDone } from '../compare/steps-done.ts'
import { countText } from '../text/count-text.ts'
import { isWhole, type EqualRuns } from './equal-runs.ts'
import type { StartRuns } from './start-runs.ts'
import type { CellStanding } from './study-standing.ts'

export interface StudyDriverOptions {
  readonly library: Pick<Library, 'studies' | 'queue'>
  readonly equal: EqualRuns
  readonly start: StartRuns
  standing(study: KeptStudy): readonly CellStanding[]
  now(): number
  /** Something of that study changed beside its runs. */
  changed(id: string): void
}

export interface StudyDriver {
  /** Does what is to be done now. */
  look(): void
  /** Why that study waits though it goes on, where not even this can be kept; null where nothing hinders it. */
  hindrance(id: string): Hindrance | null
  /** Whether one goes on by itself. */
  readonly busy: boolean
}

const fullDisk: Hindrance = { reason: 'The disk is full.', remedy: 'Free some space, and it goes on by itself.' }

/** So many runs in a row whose process crashed: the next would too. */
const mostCrashes = 3

export function createStudyDriver({ library, equal, start, standing, now, changed }: StudyDriverOptions): StudyDriver {
  const { studies, queue } = library
  const hindered = new Set<string>()
  let looking = false

  const settle = ({ id }: KeptStudy, state: StudyState): false => {
    try {
      studies.change(id, { state })
    } catch (thrown) {
      if (isDiskFull(thrown) && !hindered.has(id)) {
        hindered.add(id)
        changed(id)
      }
      throw thrown
    }
    freed(id)
    changed(id)
    return false
  }
  const freed = (id: string): void => {
    if (hindered.delete(id)) changed(id)
  }

  /** Whether there is more to be done at once. */
  const step = (study: KeptStudy): boolean => {
    if (study.state.kind !== 'going') return false
    const cells = standing(study)
    const lost = cells.find(isLost)
    if (lost !== undefined) return letGo(study, lost)
    const runs = cells.flatMap(({ run, taken }) => (run === null || taken ? [] : [run]))
    const newest = runs.toSorted((one, other) => one.record.createdAt - other.record.createdAt).slice(-mostCrashes)
    if (newest.length === mostCrashes && newest.every(({ status }) => status.kind === 'crashed')) {
      const reason = `The last ${mostCrashes} runs crashed, so the next would too.`
      return settle(study, { kind: 'paused', reason, remedy: 'Look at one of them for the reason, then let the study go on.' })
    }
    if (runs.filter((run) => !isAtRest(run)).length >= queue.now.atOnce) return false
    const next = cells.find(({ run }) => run === null)
    if (next !== undefined) return begin(study, next)
    if (!cells.every(({ run }) => run !== null && isAtRest(run))) return false
    const paused = cells.find(({ run }) => run?.status.kind === 'paused')?.run ?? null
    if (paused === null) return settle(study, { kind: 'ended', why: 'all', at: now() })
    const reason = `${paused.record.name} is paused at step ${countText(stepsDone(paused))}, and nothing else is left to train.`
    return settle(study, { kind: 'paused', reason, remedy: 'Let the study go on, and what is paused of it goes on too.' })
  }

  const letGo = ({ id, taken }: KeptStudy, { run }: CellStanding): boolean => {
    studies.change(id, { taken: taken.filter((one) => one.run !== run?.record.id) })
    changed(id)
    return true
  }

  const begin = (study: KeptStudy, { cell }: CellStanding): boolean => {
    const { id, taken } = study
    const { variant, seed, ...asked } = cell
    const there = study.study.reuse ? (equal.find(cell) ?? equal.findUnderWay(cell)) : null
    if (there !== null) {
      studies.change(id, { taken: [...taken, { variant: variant.name, seed, run: there }] })
      changed(id)
      return true
    }
    try {
      start([{ ...asked, partOf: { kind: 'study', id, name: study.study.name, variant: variant.name } }])
      freed(id)
      return true
    } catch (thrown) {
      if (thrown instanceof Failure) return settle(study, { kind: 'paused', reason: thrown.message, remedy: thrown.remedy })
      if (!isDiskFull(thrown)) throw thrown
      return settle(study, { kind: 'paused', reason: 'The disk is full.', remedy: 'Free some space, then let the study go on.' })
    }
  }

  return {
    look() {
      // Queueing a run tells of a change, which is looked at already.
      if (looking) return
      looking = true
      try {
        for (const { id } of studies.list())
          for (;;) {
            const study = studies.get(id)
            if (study === null || !step(study)) break
          }
      } finally {
        looking = false
      }
    },
    hindrance: (id) => (hindered.has(id) ? fullDisk : null),
    get busy() {
      return !queue.now.paused && studies.list().some(({ state }) => state.kind === 'going')
    },
  }
}

/** A run that was taken while somebody else trained it, and came to another end: the study trains it itself. */
function isLost({ run, taken }: CellStanding): boolean {
  return taken && run !== null && isOver(run) && !isWhole(run)
}
