/** Entry of a trainer process: `node core/training/trainer-main.ts RUN_FOLDER`, in the environment of trainerEnvironment(). */
import { openRun } from './open-run.ts'
import { runTrainerProcess } from './trainer-host.ts'

const [runFolder] = process.argv.slice(2)
if (runFolder === undefined) throw new Error('Which run? Give its folder.')
await runTrainerProcess(runFolder, openRun)
