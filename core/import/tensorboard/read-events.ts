/** The scalars of event files, as they stream by; a file that is damaged is read up to where it is. */
import { createReadStream } from 'node:fs'
import { eventType, type EventMessage, type EventValue } from '../../export/of-runs/event-messages.ts'
import { RecordError, recordsInPieces } from '../../files/tf-record.ts'
import type { EventFile } from './event-files.ts'

export interface EventScalar {
  readonly tag: string
  readonly step: number
  /** Milliseconds since 1970. */
  readonly time: number
  readonly value: number
}

/** TensorFlow's numbers of its types. */
const float = 1
const double = 2

const pieceBytes = 2 ** 20

export interface Reading {
  /** Told of bytes of all files. */
  readonly told: (done: number, total: number) => void
  readonly signal: AbortSignal
}

/**
 * Gives the scalars of each file to `take`, some at a time. Resolves to what could not be read, one sentence a file. Rejects with the signal's reason, and
 * with what `take` throws.
 */
export async function readEventFiles(
  files: readonly EventFile[],
  take: (folder: string, scalars: readonly EventScalar[]) => void,
  { told, signal }: Reading,
): Promise<string[]> {
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const damage: string[] = []
  let done = 0
  for (const { path, folder, bytes } of files) {
    const before = done
    const stream = createReadStream(path, { highWaterMark: pieceBytes, signal })
    stream.on('data', (piece) => told((done += piece.length), total))
    try {
      for await (const records of recordsInPieces(stream as AsyncIterable<Buffer>)) take(folder, records.flatMap(scalarsOf))
    } catch (thrown) {
      signal.throwIfAborted()
      const why = whyUnread(thrown)
      if (why === null) throw thrown
      damage.push(`${path} was read up to where it is damaged: ${why}.`)
    } finally {
      stream.destroy()
    }
    done = before + bytes
    told(done, total)
  }
  return damage
}

class NoEventError extends Error {}

/** What is wrong with the file; null where it is something else. */
function whyUnread(thrown: unknown): string | null {
  if (thrown instanceof RecordError || thrown instanceof NoEventError) return thrown.message
  return thrown instanceof Error && 'code' in thrown && ['EACCES', 'ENOENT', 'EIO'].includes(String(thrown.code))
    ? thrown.message
    : null
}

function scalarsOf(record: Buffer): EventScalar[] {
  const event = decoded(record)
  const step = Number(event.step)
  const time = event.wall_time * 1000
  return (event.summary?.value ?? []).flatMap((value) => {
    const number = numberOf(value)
    return number === null ? [] : [{ tag: value.tag, step, time, value: number }]
  })
}

function decoded(record: Buffer): EventMessage {
  try {
    // Of what it reads the type says no more than that it is a message.
    return eventType().decode(record) as unknown as EventMessage
  } catch {
    throw new NoEventError('a record in it is no event')
  }
}

/** A number by itself; null for pictures, texts and whatever else there is. */
function numberOf(value: EventValue): number | null {
  if (Object.hasOwn(value, 'simple_value')) return value.simple_value ?? null
  const { tensor } = value
  if (!tensor || (tensor.dtype !== float && tensor.dtype !== double)) return null
  const listed = tensor.dtype === float ? tensor.float_val : tensor.double_val
  if (listed?.length === 1) return listed[0] ?? null
  const content = Buffer.from(tensor.tensor_content ?? [])
  if (tensor.dtype === float) return content.length === 4 ? content.readFloatLE() : null
  return content.length === 8 ? content.readDoubleLE() : null
}
