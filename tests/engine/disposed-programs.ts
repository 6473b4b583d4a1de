/** Programs of TensorFlow that are gone once their test has ended. */
import { afterEach } from 'vitest'
import type { TrainingProgram } from '../../core/tensorflow/program.ts'

/** To be called at the top of a file of tests: what a test puts on the list is disposed of after it. */
export function disposedPrograms(): TrainingProgram[] {
  const open: TrainingProgram[] = []
  afterEach(() => {
    for (const program of open.splice(0)) program.dispose()
  })
  return open
}
