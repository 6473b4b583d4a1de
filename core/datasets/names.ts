/** What each data set is called wherever a person reads it; its id is what a person types. Pure: the window has it too. */
import type { DatasetId } from './dataset.ts'

export const datasetNames: Readonly<Record<DatasetId, string>> = { cifar10: 'CIFAR-10', mnist: 'MNIST digits' }
