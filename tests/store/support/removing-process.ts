/**
 * Puts copies of a checkpoint under the names of many steps of a run, and takes them away again, over and over. Says `there` once it began.
 * `removing-process.ts <checkpoint> <folder of the run>`
 */
import { copyFileSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { checkpointPath } from '../../../core/store/checkpoints.ts'

const [checkpoint = '', folder = ''] = process.argv.slice(2)
const paths = Array.from({ length: 20 }, (_, index) => checkpointPath(folder, 100 * (index + 1)))
mkdirSync(dirname(paths[0] ?? ''))
const half = join(folder, 'half.tmp')
for (let round = 0; ; round += 1) {
  for (const path of paths) {
    copyFileSync(checkpoint, half)
    renameSync(half, path)
  }
  if (round === 0) process.stdout.write('there\n')
  for (const path of paths) rmSync(path)
}
