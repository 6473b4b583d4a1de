/** Entry of a trial: `node core/training/trial-main.ts RUN_FOLDER BATCH`. Takes one step of the run with so many images; exits with 0 when that was done. */
import { readRunRecord } from '../store/run-folder.ts'
import { dryStep } from './dry-step.ts'
import { openTrained } from './open-run.ts'
import { isOutOfMemory } from './out-of-memory.ts'
import { hindered } from './trial.ts'

const [runFolder = '', batch = ''] = process.argv.slice(2)
try {
  const record = readRunRecord(runFolder)
  const recipe = { ...record.recipe, batchSize: Number(batch) }
  const program = await openTrained(runFolder, record, () => {}).make(recipe)
  // Every step takes the same, whatever its rate.
  await dryStep(program, recipe, 0, 0)
  process.exit(0)
} catch (thrown) {
  process.exit(isOutOfMemory(thrown) ? 1 : hindered)
}
