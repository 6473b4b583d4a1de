/** Moves a library and kills itself after so many files. */
import { moveLibrary } from '../../../core/export/of-library/move.ts'

const [library = '', copy = '', to = '', files = ''] = process.argv.slice(2)
let copied = 0
await moveLibrary(
  library,
  copy,
  to,
  () => {
    copied += 1
    if (copied === Number(files)) process.kill(process.pid, 'SIGKILL')
  },
  () => false,
)
// Fewer files than that: killed at the end, before it is the one that is meant, would be another test.
process.kill(process.pid, 'SIGTERM')
