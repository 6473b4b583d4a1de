/** What parameters of calls and streams are made of. */
import { z } from 'zod'
import { datasetIds } from '../../datasets/dataset.ts'

/** What a design, a run or a version is known by. */
export const id = z.string().min(1).max(200)
export const datasetId = z.enum(datasetIds)
export const nothing = z.strictObject({})
