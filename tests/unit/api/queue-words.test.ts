/** What is said of a queue where nothing begins. */
import { expect, test } from 'vitest'
import type { QueueEntry } from '../../../core/api/contract/queue.ts'
import type { StudyDetail } from '../../../core/api/contract/studies.ts'
import { keepsStudy } from '../../../core/api/queue-words.ts'
import { runSummary } from '../renderer-runs/samples.ts'

const full = { code: 'disk-full' as const, reason: 'The disk of the library is full.', remedy: 'Free space.' }

function waiting(id: string, waits: typeof full | null): QueueEntry {
  const status = { kind: 'queued' as const, position: 1, ...(waits && { waits }) }
  return { id, name: id, status, step: 0, totalSteps: 10, remainingMs: null, memoryBytes: null, after: null }
}
function study(run: string, state: StudyDetail['state'], hindered: StudyDetail['hindered'] = null) {
  return { cells: [{ variant: 'one', seed: 1, run: runSummary({ id: run }), taken: false }], state, hindered }
}

test('a study that goes on says what keeps its own next run, or that nothing can be kept of it', () => {
  const queue = { waiting: [waiting('other', null), waiting('own', full)] }
  expect(keepsStudy(study('own', { kind: 'going' }), queue)).toMatchObject({ reason: full.reason })
  expect(keepsStudy(study('other', { kind: 'going' }), queue)).toBeNull()
  expect(keepsStudy(study('own', { kind: 'paused', reason: null, remedy: null }), queue)).toBeNull()
  const hindered = { reason: 'The disk is full.', remedy: 'Free some space.' }
  expect(keepsStudy(study('other', { kind: 'going' }, hindered), queue)).toBe(hindered)
})
