/** Unpacks the file `FOLDER/pack` into the library `FOLDER/library`, and prints a number for each piece read; its parent kills it. */
import { join } from 'node:path'
import { unpackRuns } from '../../../core/import/unpack.ts'

const [folder = ''] = process.argv.slice(2)
let pieces = 0
const told = (): void => console.log((pieces += 1))
await unpackRuns(join(folder, 'pack'), join(folder, 'library'), { told, signal: new AbortController().signal })
