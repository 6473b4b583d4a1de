/** The real lab with trainers that only write: `node lab.ts --library FOLDER`. */
import { fileURLToPath } from 'node:url'
import { runLab } from '../../../core/lab/lab.ts'
import { patience } from '../../../core/lab/silence.ts'

const [, folder = ''] = process.argv.slice(2)
await runLab({ libraryFolder: folder, trainerEntry: fileURLToPath(new URL('./trainer.ts', import.meta.url)), patience })
