/** A data set as trainers take it: decoded once into flat files that a graph reads (or a process maps) at once. */
export const datasetIds = ['cifar10', 'mnist'] as const
export type DatasetId = (typeof datasetIds)[number]
export type SplitName = 'train' | 'test'

export interface DecodedSplit {
  readonly count: number
  /** File of `count` × height × width × channels bytes, NHWC. */
  readonly imagesFile: string
  /** File of `count` little-endian int32 class indices. */
  readonly labelsFile: string
}

/** What a program trains on, whatever it is called: a published data set, or noise of its size. */
export interface DecodedImages {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly classes: readonly string[]
  readonly train: DecodedSplit
  readonly test: DecodedSplit
  /** Mean over the training split per channel, 0 to 255, for normalisation. */
  readonly mean: readonly number[]
  /** Std over the training split per channel, 0 to 255. */
  readonly std: readonly number[]
}

export interface DecodedDataset extends DecodedImages {
  readonly id: DatasetId
}
