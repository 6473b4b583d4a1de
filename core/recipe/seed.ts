/** What a seed can be: all that is drawn follows from it. */
import { z } from 'zod'

export const largestSeed = 2_147_483_647
export const seedSchema = z.number().int().min(0).max(largestSeed)
