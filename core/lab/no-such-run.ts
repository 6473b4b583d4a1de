/** The answer to whoever names a run that is not there. */
import { Failure } from '../files/failure.ts'

export function noSuchRun(id: string): Failure {
  return new Failure('no-such-run', `There is no run ${id} in this library.`, 'It may have been removed; the bin may have it.')
}
