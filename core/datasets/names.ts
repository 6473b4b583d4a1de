/** What each data set, and each split of one, is called wherever a person reads it; its id is what a person types. Pure: the window has it too. */
import type { DatasetId, SplitName } from './dataset.ts'

export const datasetNames: Readonly<Record<DatasetId, string>> = { cifar10: 'CIFAR-10', mnist: 'MNIST digits' }

/** `training images`, `1 test image` */
export const splitWords: Readonly<Record<SplitName, string>> = { train: 'training', test: 'test' }
