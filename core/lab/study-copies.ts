/** Studies as copies: with changes, and as what another library takes. */
import type { LabHandlers } from '../api/server.ts'
import { isAtRest } from '../compare/run-states.ts'
import { Failure } from '../files/failure.ts'
import type { KeptStudy, Studies } from '../store/studies.ts'
import { branchOf } from '../study/branch.ts'
import { studySchema } from '../study/study.ts'
import { countedText } from '../text/count-text.ts'
import type { StudyStandings } from './study-standing.ts'

export interface StudyCopiesOptions {
  readonly studies: Studies
  readonly standings: StudyStandings
  /** Throws a Failure where there is none. */
  find(id: string): KeptStudy
  /** Whether there is a run of that id. */
  isHere(run: string): boolean
  now(): number
  changed(id: string): void
}

export function createStudyCopies({
  studies,
  standings,
  find,
  isHere,
  now,
  changed,
}: StudyCopiesOptions): Pick<LabHandlers['calls'], 'studies.branch' | 'studies.kept' | 'studies.import'> {
  return {
    'studies.branch'({ id, changes }) {
      const read = studySchema.safeParse(branchOf(id, find(id).study, changes))
      if (read.success) return read.data
      const [issue] = read.error.issues
      const reason = `With these changes it is no study: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}.`
      throw new Failure('study-not-possible', reason, 'Change less of it: a study has a variant and a seed at least.')
    },
    'studies.kept': ({ id }) => find(id),
    'studies.import'({ kept }) {
      const there = studies.get(kept.id)
      if (there === null) studies.restore({ ...kept, taken: kept.taken.filter(({ run }) => isHere(run)) })
      const imported = there ?? find(kept.id)
      const cells = standings.of(imported)
      const missing = cells.filter(({ run }) => run === null || !isAtRest(run)).length
      if (there !== null) return { id: kept.id, outcome: 'there' as const, missing }
      studies.change(kept.id, {
        state:
          missing === 0
            ? { kind: 'ended', why: 'all', at: now() }
            : {
                kind: 'paused',
                reason: `It was imported, and ${missing} of its ${countedText(cells.length, 'run')} ${missing === 1 ? 'is' : 'are'} not here.`,
                remedy: 'Let it go on to train them, or unpack their runs first.',
              },
      })
      changed(kept.id)
      return { id: kept.id, outcome: 'new' as const, missing }
    },
  }
}
