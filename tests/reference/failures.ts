/** How the commands of this folder and of the benchmark end when something is missing: in words, not with a stack. */
import { Failure } from '../../core/files/failure.ts'

export async function tellFailures(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    console.error(`${thrown.message}\n${thrown.remedy}`)
    process.exitCode = 1
  }
}
