/** Whether a run that is to begin after another may begin: only once that one has finished. One that ended otherwise holds it back until a person decides. */
import type { RunSummary, Want } from '../store/run.ts'

export interface Followed {
  /** The run that must have finished before this one may begin; null for none. */
  follows(id: string): string | null
  /** Null when there is no such run. */
  summary(id: string): Pick<RunSummary, 'record' | 'status'> | null
}

const byItself = 'It begins by itself then.'
const otherwise = 'let this one begin all the same, or take it out of the queue'

/** Null when nothing of the kind keeps it. */
export function wantOfOther(id: string, runs: Followed): Want | null {
  const other = runs.follows(id)
  if (other === null) return null
  const summary = runs.summary(other)
  if (summary === null) {
    const remedy = `Bring it back where the bin has it, ${otherwise}.`
    return held(`The run ${other}, which must have finished before this one begins, is not in this library any more.`, remedy)
  }
  const { name } = summary.record
  const resumed = `Resume ${name}, and this one begins when it has finished; or ${otherwise}.`
  switch (summary.status.kind) {
    case 'finished':
      return null
    case 'running':
      return { code: 'after-run', reason: `It begins when ${name} has finished.`, remedy: byItself }
    case 'queued': {
      const deeper = wantOfOther(other, runs)
      if (deeper?.code !== 'after-held') {
        return { code: 'after-run', reason: `It begins when ${name}, which waits too, has finished.`, remedy: byItself }
      }
      return held(
        `It begins when ${name} has finished, which is held: ${deeper.reason}`,
        `See to ${name} first; or ${otherwise}.`,
      )
    }
    case 'paused':
      return held(`It begins when ${name} has finished, which is paused.`, resumed)
    case 'stopped':
      return held(`${name} was stopped at step ${summary.status.step}, so it has not finished.`, resumed)
    case 'pruned':
      return held(`${name} was pruned by its sweep at step ${summary.status.step}, so it has not finished.`, resumed)
    case 'crashed':
      return held(`${name} has crashed, so it has not finished: ${summary.status.reason}`, resumed)
    case 'diverged':
      return held(`${name} has diverged, so it does not finish.`, `Let it follow another run, ${otherwise}.`)
    case 'elsewhere':
      return held(`${name} was trained elsewhere, and is not trained here.`, `Let it follow another run, ${otherwise}.`)
    case 'unfinished':
      return held(`${name} has no end yet, and is not trained from here.`, `Wait for it, or ${otherwise}.`)
  }
}

/** Whether `other` waits for `id`, at once or through others: then they would wait for each other for ever. */
export function isCircle(id: string, other: string, { follows }: Pick<Followed, 'follows'>): boolean {
  for (let next: string | null = other; next !== null; next = follows(next)) if (next === id) return true
  return false
}

function held(reason: string, remedy: string): Want {
  return { code: 'after-held', reason, remedy }
}
