/** Pieces of the schema that parts of several kinds have. */
import { z } from 'zod'
import { largestWidth, mostBlocks } from './limits.ts'

export const count = (max: number) => z.number().int().min(1).max(max)

/** What stages of every kind have: how many blocks, how wide, and by how much the first of them strides. */
export const stageFields = { blocks: count(mostBlocks), width: count(largestWidth), stride: count(16) }

/** Class scores that a head can give. */
export const largestClasses = 100_000
