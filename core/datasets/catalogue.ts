/** Every data set there is. A new one is a file like theirs and a line here. */
import type { DatasetId } from './dataset.ts'
import type { DatasetDefinition } from './definition.ts'
import { definition as cifar10 } from './cifar10.ts'
import { definition as mnist } from './mnist.ts'

export const catalogue = { cifar10, mnist } satisfies Record<DatasetId, DatasetDefinition>

export const datasetIds = Object.keys(catalogue) as DatasetId[]
