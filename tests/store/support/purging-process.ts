/** Says that it begins, purges the run `one` from the bin of a library, and waits to be killed. */
import { openLibrary } from '../../../core/store/library.ts'

const library = openLibrary(process.argv[2] ?? '')
process.stdout.write('1\n', () => {
  library.runs.purge(['one'])
  setInterval(() => undefined, 1000)
})
