/** Writes a small checkpoint in a run's folder, and then one that is too large for the system's bound to a file; prints what is thrown and what is there. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isDiskFull } from '../../../core/files/failure.ts'
import { checkpointFolder, keepCheckpoints } from '../../../core/store/checkpoints.ts'
import { readRunRecord } from '../../../core/store/run-folder.ts'
import { firstPosition } from '../../../core/store/position.ts'

const [folder = ''] = process.argv.slice(2)
const keeper = keepCheckpoints(folder, readRunRecord(folder), () => 1)
const stateOf = (length: number) => new Map([['weights', { shape: [length], values: new Float32Array(length) }]])
keeper.save({ ...firstPosition(1000), step: 100 }, stateOf(10))
try {
  keeper.save({ ...firstPosition(1000), step: 200 }, stateOf(1_000_000))
  console.log(JSON.stringify({ full: false }))
} catch (thrown) {
  console.log(JSON.stringify({ full: isDiskFull(thrown), files: readdirSync(join(folder, checkpointFolder)) }))
}
