/** What can be asked of a trained network: the shape that every analysis has. Pure: the window reads it too. */
import type { z } from 'zod'

export interface AnalysisRule {
  /** `Lesions` */
  readonly title: string
  /** What it answers, as a sentence. */
  readonly answers: string
  /** Paper and section that the method is from; null for what needs none. */
  readonly source: string | null
  /** What it is asked with: each has a usual value. */
  readonly options: z.ZodType<object>
  /** What is kept of it. How another version kept it is not read, and measured again. */
  readonly result: z.ZodType<object>
}
