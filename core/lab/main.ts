/** Entry of the lab process: `node core/lab/main.ts --library FOLDER`. */
import { parseArgs } from 'node:util'
import { runLab } from './lab.ts'
import { trainerEntry } from './trainer-link.ts'

const { values } = parseArgs({ options: { library: { type: 'string' } } })
if (values.library === undefined || values.library === '') throw new Error('Which library? Give --library FOLDER.')
await runLab({ libraryFolder: values.library, trainerEntry })
