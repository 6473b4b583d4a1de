/** Exports a design of many weights into a folder, and prints each time it is told how far that is; its parent kills it. */
import { startExport } from '../../../core/export/run-export.ts'
import { manyWeights, onnx, placeIn } from './exports.ts'

const [folder = ''] = process.argv.slice(2)
const { end } = startExport(
  { kind: 'network', of: { kind: 'design', architecture: manyWeights }, what: onnx, name: 'large' },
  placeIn(folder),
  (done, total) => console.log(done / total),
)
await end
