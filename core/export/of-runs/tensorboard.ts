/**
 * Runs as a log folder of TensorBoard: `RUN/train`, `RUN/test` and `RUN/validation` with an event file each, so that curves of one tag lie over each other.
 * TensorBoard's scalars are float32.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder, writePartsDurably } from '../../files/durable.ts'
import { record } from '../../files/tf-record.ts'
import type { QueriedRun } from '../../query/query-table.ts'
import { readRunSeries, rowsOfSeries, type RunSeries } from '../../store/run-series.ts'
import type { Told } from '../write-export.ts'
import { writtenFigures } from './written-figures.ts'
import { eventType, type EventMessage, type EventValue } from './event-messages.ts'

/** TensorFlow's numbers of its types, and TensorBoard's of a class of data. */
const stringType = 7
const tensorClass = 2
/** The tag under which a run says what it was asked for: run.json as text. */
export const recordTag = 'stagecraft/run'

/** Steps that are written at once. */
const together = 1000

export async function writeTensorBoard(folder: string, runs: readonly QueriedRun[], told: Told): Promise<void> {
  mkdirSync(folder)
  for (const [index, run] of runs.entries()) {
    writeRun(join(folder, run.summary.record.id), run)
    told(index + 1, runs.length)
    // What asked for it is told meanwhile.
    await new Promise((resolve) => setImmediate(resolve))
  }
  syncFolder(folder)
}

function writeRun(folder: string, { folder: runFolder, summary: { record: asked } }: QueriedRun): void {
  const measured = readRunSeries(runFolder, asked)
  mkdirSync(folder)
  const write = (split: string, events: Iterable<EventMessage>): void => {
    mkdirSync(join(folder, split))
    const file = `events.out.tfevents.${Math.floor(asked.createdAt / 1000)}.stagecraft`
    writePartsDurably(join(folder, split, file), recordsOf(asked.createdAt, events))
    syncFolder(join(folder, split))
  }
  const asText = {
    wall_time: asked.createdAt / 1000,
    step: 0,
    summary: { value: [textValue(recordTag, JSON.stringify(asked, null, 2))] },
  }
  for (const [split, tags] of Object.entries(writtenFigures)) {
    const events = eventsOf(tags.map(([tag, series]) => [tag, measured(series)] as const))
    const { value: first, done } = events.next()
    if (split === 'train') write(split, first ? joined([asText, first], events) : [asText])
    else if (!done) write(split, joined([first], events))
  }
  syncFolder(folder)
}

function* eventsOf(tagged: readonly (readonly [tag: string, RunSeries])[]): Generator<EventMessage, undefined> {
  for (const { step, time, values } of rowsOfSeries(tagged.map(([, series]) => series))) {
    const value = tagged.flatMap(([tag], at) => {
      const one = values[at] ?? null
      return one === null ? [] : [scalar(tag, one)]
    })
    yield { wall_time: time / 1000, step, summary: { value } }
  }
}

function* joined(first: readonly EventMessage[], rest: Iterable<EventMessage>): Generator<EventMessage> {
  yield* first
  yield* rest
}

function* recordsOf(createdAt: number, events: Iterable<EventMessage>): Generator<Uint8Array> {
  const encoded = (event: EventMessage): Buffer => record(eventType().encode(eventType().fromObject(event)).finish())
  let some = [encoded({ wall_time: createdAt / 1000, step: 0, file_version: 'brain.Event:2' })]
  for (const event of events) {
    some.push(encoded(event))
    if (some.length < together) continue
    yield Buffer.concat(some)
    some = []
  }
  yield Buffer.concat(some)
}

function scalar(tag: string, value: number): EventValue {
  return { tag, simple_value: value }
}

function textValue(tag: string, text: string): EventValue {
  return {
    tag,
    metadata: { plugin_data: { plugin_name: 'text' }, data_class: tensorClass },
    tensor: { dtype: stringType, tensor_shape: {}, string_val: [Buffer.from(text)] },
  }
}
