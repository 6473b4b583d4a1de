/** The tiny data set as it would be if its labels were published in another order. */
import type { DatasetDefinition } from '../../../../core/datasets/definition.ts'
import { definition as right } from './tiny-cifar10.ts'

export const definition: DatasetDefinition = {
  ...right,
  facts: { ...right.facts, firstTrainLabels: right.facts.firstTrainLabels.toReversed() },
}
