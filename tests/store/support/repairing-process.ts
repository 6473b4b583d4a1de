/** Says that it begins, puts aside the damaged checkpoints of the run `one` of a library, and waits to be killed. */
import { join } from 'node:path'
import { checkRun, repairRun } from '../../../core/store/check-run.ts'

const folder = join(process.argv[2] ?? '', 'runs', 'one')
const damage = await checkRun(folder, { damage: [] })
process.stdout.write('1\n', () => {
  repairRun(folder, damage)
  setInterval(() => undefined, 1000)
})
