/** Entry of the process that reads a file of weights: a process of its own, so that neither half a gigabyte nor a hostile file is the lab's. */
import { failureText, Failure, isDiskFull } from '../files/failure.ts'
import { answerTask } from '../work/answer-task.ts'
import type { ImportAnswers, ImportPhase, ImportTask } from './messages.ts'
import { perform } from './perform.ts'

answerTask<ImportTask, ImportPhase, ImportAnswers[keyof ImportAnswers]>((task, { tell }) => perform(task, Date.now, tell), {
  explain,
})

function explain(thrown: unknown): Failure {
  if (isDiskFull(thrown)) {
    return new Failure(
      'disk-full',
      'The disk of the library is full: the first checkpoint of the run, which is as large as its weights and what the optimizer keeps of them, has no room.',
      'Free space, for example by emptying the bin, and import again. Nothing of this run was kept.',
    )
  }
  return new Failure('import-failed', `The weights could not be imported. ${failureText(thrown)}`, 'Try again.')
}
