/**
 * Runs as a log folder of TensorBoard: `RUN/train`, `RUN/test` and `RUN/validation` with an event file each, so that curves of one tag lie over each other.
 * TensorBoard's scalars are float32.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { syncFolder, writePartsDurably } from '../../files/durable.ts'
import { record } from '../../files/tf-record.ts'
import type { QueriedRun } from '../../query/query-table.ts'
import { openMetricsReader } from '../../store/metrics-reader.ts'
import type { Told } from '../write-export.ts'
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
  const metrics = openMetricsReader(runFolder)
  metrics.refresh()
  metrics.close()
  mkdirSync(folder)
  const write = (split: string, events: Iterable<EventMessage>): void => {
    mkdirSync(join(folder, split))
    const file = `events.out.tfevents.${Math.floor(asked.createdAt / 1000)}.stagecraft`
    writePartsDurably(join(folder, split, file), recordsOf(asked.createdAt, events))
    syncFolder(join(folder, split))
  }
  const { steps, evaluations } = metrics
  const step = steps.column('step')
  const column = (name: Parameters<typeof steps.column>[0]): Float64Array => steps.column(name)
  const [time, loss, error, rate, ms] = [
    column('time'),
    column('trainLoss'),
    column('trainError'),
    column('learningRate'),
    column('stepMs'),
  ]
  const asText = {
    wall_time: asked.createdAt / 1000,
    step: 0,
    summary: { value: [textValue(recordTag, JSON.stringify(asked, null, 2))] },
  }
  write('train', [
    asText,
    ...eventsOf(step, time, (at) => [
      scalar('loss', loss[at]),
      scalar('error', error[at]),
      scalar('learning_rate', rate[at]),
      scalar('step_ms', ms[at]),
    ]),
  ])
  for (const split of ['test', 'validation'] as const) {
    const evaluated = evaluations[split]
    if (evaluated.length === 0) continue
    const [losses, errors, topFive] = [evaluated.column('loss'), evaluated.column('error'), evaluated.column('topFiveError')]
    write(
      split,
      eventsOf(evaluated.column('step'), evaluated.column('time'), (at) => [
        scalar('loss', losses[at]),
        scalar('error', errors[at]),
        ...(Number.isFinite(topFive[at]) ? [scalar('top_five_error', topFive[at])] : []),
      ]),
    )
  }
  syncFolder(folder)
}

function* eventsOf(steps: Float64Array, times: Float64Array, values: (at: number) => EventValue[]): Generator<EventMessage> {
  for (const [at, step] of steps.entries()) yield { wall_time: (times[at] ?? 0) / 1000, step, summary: { value: values(at) } }
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

function scalar(tag: string, value = NaN): EventValue {
  return { tag, simple_value: value }
}

function textValue(tag: string, text: string): EventValue {
  return {
    tag,
    metadata: { plugin_data: { plugin_name: 'text' }, data_class: tensorClass },
    tensor: { dtype: stringType, tensor_shape: {}, string_val: [Buffer.from(text)] },
  }
}
