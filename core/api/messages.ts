/** What client and lab say to each other. Ids are chosen by the client and never used twice on a connection. */
import { z } from 'zod'
import type { ApiError, Reply } from './contract.ts'

/** Bytes of the longest request, which is a list of designs to train; images only go the other way. */
export const longestRequest = 16 * 1024 * 1024

const id = z.number().int().min(0)
const name = z.string().max(100)

/** From client to lab. `acknowledge` says that a stream's last value was taken; `cancel` ends a stream. */
export const requestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('call'), id, name, parameters: z.unknown() }),
  z.strictObject({ kind: z.literal('subscribe'), id, name, parameters: z.unknown() }),
  z.strictObject({ kind: z.literal('acknowledge'), id }),
  z.strictObject({ kind: z.literal('cancel'), id }),
])

export type Request = z.infer<typeof requestSchema>

/**
 * From lab to client. A stream that failed sends nothing more. `closing`: a person closed the lab, which ends now; a client that started it
 * again by itself would undo that.
 */
export type Answer =
  | { kind: 'reply'; id: number; reply: Reply<unknown> }
  | { kind: 'value'; id: number; value: unknown }
  | { kind: 'failed'; id: number; error: ApiError }
  | { kind: 'closing' }
