/** What exports are tested with: designs of many weights, and where they go. */
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import type { WhatToWrite } from '../../../core/export/export.ts'
import type { ExportPlace } from '../../../core/export/staging.ts'

const withHidden = (hidden: readonly number[]): Architecture =>
  completed({
    name: 'Large',
    input: { height: 8, width: 8, channels: 3 },
    stem: null,
    stages: [{ kind: 'conv', blocks: 1, width: 16, stride: 1, normalization: 'batch', pool: null }],
    head: { kind: 'linear', pool: 'flatten', hidden: [...hidden], classes: 10 },
  })

/** 10 million numbers: drawn and written in a second or two. */
export const manyWeights = withHidden([2048, 2048, 2048])

/** More than a message of protobuf holds: 600 million numbers. */
export const beyondMessage = withHidden([16_384, 16_384, 16_384])

export const onnx: WhatToWrite = { format: 'onnx', withWeights: true, features: false }
export const pytorch: WhatToWrite = { format: 'pytorch', withWeights: true, features: false }

/** A folder `large` of its own in this one. */
export function placeIn(folder: string): ExportPlace {
  return { folder, names: ['large'], inFolder: true }
}
