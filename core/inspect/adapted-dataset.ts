/** Images of one data set as a network reads them that was trained on another: of its size and channels, scaled as its own. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { DecodedDataset, SplitName } from '../datasets/dataset.ts'
import { makeScratchFolder } from '../files/scratch.ts'
import { adaptImages } from './figures/adapt-images.ts'

export interface AdaptedDataset {
  readonly dataset: DecodedDataset
  /** Removes the files that were made for it. */
  dispose(): void
}

/** Classes, labels and counts are those of `from`, all else those of `to`. */
export function adaptDataset(from: DecodedDataset, to: DecodedDataset): AdaptedDataset {
  const { height, width, channels, mean, std } = to
  const isAlike = from.height === height && from.width === width && from.channels === channels
  if (isAlike) return { dataset: { ...from, mean, std }, dispose: () => undefined }
  const folder = makeScratchFolder('images')
  const split = (name: SplitName): DecodedDataset[SplitName] => {
    const imagesFile = join(folder, name)
    writeFileSync(imagesFile, adaptImages(readFileSync(from[name].imagesFile), from, to))
    return { ...from[name], imagesFile }
  }
  const dataset = { ...from, height, width, channels, mean, std, train: split('train'), test: split('test') }
  return { dataset, dispose: () => rmSync(folder, { recursive: true, force: true }) }
}
