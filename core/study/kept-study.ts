/** A study as it is kept, and as one library hands it to another. */
import { z } from 'zod'
import { studyStateSchema } from './state.ts'
import { studySchema } from './study.ts'

/** A run that is there for something else, trained or under way, and is taken for a cell. */
const takenSchema = z.array(z.strictObject({ variant: z.string(), seed: z.number().int(), run: z.string() }))

export const keptStudySchema = z.strictObject({
  id: z.string().min(1).max(200),
  study: studySchema,
  state: studyStateSchema,
  taken: takenSchema,
  /** Milliseconds since 1970. */
  madeAt: z.number(),
})
