/** The real lab with trainers that only count: `node counting-lab.ts --library FOLDER`. */
import { fileURLToPath } from 'node:url'
import { runLab } from '../../../core/lab/lab.ts'

const [, folder = ''] = process.argv.slice(2)
await runLab({
  libraryFolder: folder,
  trainerEntry: fileURLToPath(new URL('./counting-trainer.ts', import.meta.url)),
  patience: { starting: 60_000, training: 2_000, steps: 10 },
})
