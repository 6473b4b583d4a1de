/** Work that goes as its task says. */
import { Failure } from '../../../core/files/failure.ts'
import { answerTask } from '../../../core/work/answer-task.ts'

export interface Pretended {
  readonly goes: 'well' | 'wrong' | 'wrong unexpectedly' | 'down' | 'on until cancelled' | 'on'
}

answerTask<Pretended, number, Float32Array>(
  async ({ goes }, { tell, cancelled }) => {
    for (const told of [1, 2, 3]) await tell(told)
    switch (goes) {
      case 'well':
        return new Float32Array([1, NaN])
      case 'wrong':
        throw new Failure('too-large', 'It is too large.', 'Try less.')
      case 'wrong unexpectedly':
        throw new RangeError('Nobody thought of it.')
      case 'down':
        throw process.kill(process.pid, 'SIGABRT')
      case 'on until cancelled':
        while (!cancelled()) await tell(4)
        throw new Failure('work-cancelled', 'It was cancelled.', 'Nothing is half done.')
      case 'on':
        return new Promise<Float32Array>(() => setInterval(() => undefined, 1000))
    }
  },
  {
    explain: (thrown, { goes }) => new Failure('unexpected', `${goes}: ${String(thrown)}`, 'Try again.'),
    endsByItself: process.env.ENDS_BY_ITSELF === '1',
  },
)
