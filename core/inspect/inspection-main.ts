/**
 * Entry of the process that looks into a run, and keeps what comes of it with the run: a process of its own, so that it can be ended at any moment, and that
 * a want of memory is this one analysis's.
 */
import { Failure, isDiskFull, isReadOnly } from '../files/failure.ts'
import { answerTask, unexplained } from '../work/answer-task.ts'
import type { Progress } from '../work/work-message.ts'
import { performInspection } from './perform.ts'
import type { InspectionTask } from './task.ts'

answerTask<InspectionTask, Progress, 'kept'>(
  async (task, { tell }) => {
    await performInspection(task, Date.now, (done, total) => tell({ done, total }))
    return 'kept' as const
  },
  { explain },
)

function explain(thrown: unknown): Failure {
  if (isDiskFull(thrown))
    return new Failure(
      'disk-full',
      'The disk is full: what was measured could not be kept.',
      'Free some space, and measure again.',
    )
  if (isReadOnly(thrown))
    return new Failure(
      'read-only',
      'The run’s folder can only be read: what was measured could not be kept.',
      'Copy the library to where it can be written, and measure there.',
    )
  return unexplained(thrown)
}
