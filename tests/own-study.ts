/** A study of one's own, as tests vary it. */
import type { z } from 'zod'
import { studySchema, type Study } from '../core/study/study.ts'

type Given = z.input<typeof studySchema>

/** Two seeds on CIFAR-10, and nothing compared, unless said otherwise. */
export function ownStudy(changes: Pick<Given, 'variants'> & Partial<Given>): Study {
  return studySchema.parse({
    format: 'stagecraft-study',
    version: 1,
    name: 'spread',
    question: 'How far apart?',
    source: null,
    template: null,
    scale: null,
    dataset: 'cifar10',
    seeds: [1, 2],
    ...changes,
  } satisfies Given)
}
