/** Streams that are written otherwise than they are read, so that a look costs what has changed. All others go over the wire as they are. */
import type { StreamName } from './contract.ts'
import { queueReader, queueWriter } from './queue-wire.ts'
import { runsReader, runsWriter } from './runs-wire.ts'

type Translate = (value: unknown) => unknown

/** Each reader of a stream has a pair of its own: what is sent follows from what was sent before. */
const wires: Partial<Record<StreamName, { writer(): Translate; reader(): Translate }>> = {
  // Both ends are of one stream, which a name does not tell TypeScript.
  queue: { writer: queueWriter as () => Translate, reader: queueReader as () => Translate },
  runs: { writer: runsWriter as () => Translate, reader: runsReader as () => Translate },
}

export function writerOf(name: StreamName): Translate {
  return wires[name]?.writer() ?? asItIs
}

export function readerOf(name: StreamName): Translate {
  return wires[name]?.reader() ?? asItIs
}

const asItIs: Translate = (value) => value
