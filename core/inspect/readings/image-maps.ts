/** The maps of an image through all blocks: read from what was kept of it. */
import { Failure } from '../../files/failure.ts'
import { mapsTensor } from '../analyses/image.ts'
import { readInspectionTensors, type Asked } from '../kept.ts'

/** All maps one after the other, in the order of the blocks of the result. Throws a Failure `not-measured` where there are none. */
export function readImageMaps(runFolder: string, asked: Omit<Asked<'image'>, 'kind'>): Float32Array {
  const maps = readInspectionTensors(runFolder, { kind: 'image', ...asked })?.get(mapsTensor)?.values
  if (maps !== undefined) return maps
  throw new Failure('not-measured', 'This image was not looked at with these weights yet.', 'Look at it first.')
}
