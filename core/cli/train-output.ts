/** The three ways `train` tells what goes on: JSON lines, bars on a terminal, and now and then a line elsewhere. */
import { MultiBar, Presets, type SingleBar } from 'cli-progress'
import type { DatasetState } from '../datasets/describe.ts'
import type { RunSummary, Silence } from '../store/run.ts'
import type { Prediction } from '../prediction/prediction.ts'
import { bytesText } from '../text/bytes-text.ts'
import { visibleText } from '../text/visible-text.ts'
import { stepsDone } from '../compare/steps-done.ts'
import { type TrainEvent } from './train-events.ts'
import { count, counted, duration, loss, padded, percent } from './text.ts'

export interface QueuedRun {
  readonly id: string
  readonly name: string
  readonly architecture: string
  readonly position: number
  /** What it is likely to take; null where this computer was not measured. */
  readonly predicted: Prediction | null
}

export interface TrainOutput {
  queued(run: QueuedRun): void
  dataset(state: DatasetState): void
  /** Each look at a run of ours, with what happened since the last. */
  run(summary: RunSummary, events: readonly TrainEvent[]): void
  close(): void
}

/** Without a terminal, and in JSON, progress is told this often at most. */
const betweenLinesMs = 5000
const betweenJsonMs = 1000

/** Lets one thing through each interval, for each key. */
function seldom(intervalMs: number, now: () => number): (key: string) => boolean {
  const last = new Map<string, number>()
  return (key) => {
    const time = now()
    if (time - (last.get(key) ?? -Infinity) < intervalMs) return false
    last.set(key, time)
    return true
  }
}

export function jsonOutput(print: (line: string) => void, now: () => number): TrainOutput {
  const due = seldom(betweenJsonMs, now)
  return {
    queued: ({ id, ...run }) => print(JSON.stringify({ event: 'queued', run: id, ...run })),
    dataset({ id, status }) {
      if (status.kind === 'downloading') {
        const { host, doneBytes, totalBytes } = status
        if (due(`download ${id}`)) print(JSON.stringify({ event: 'download', dataset: id, host, doneBytes, totalBytes }))
      } else if (status.kind === 'decoding') {
        if (due(`decode ${id}`)) print(JSON.stringify({ event: 'decode', dataset: id, done: status.done, total: status.total }))
      }
    },
    run(_summary, events) {
      for (const event of events) {
        if (event.event !== 'progress' || due(event.run)) print(JSON.stringify(event))
      }
    },
    close: () => {},
  }
}

export function lineOutput(print: (line: string) => void, now: () => number): TrainOutput {
  const due = seldom(betweenLinesMs, now)
  return {
    queued: ({ id, name, predicted }) =>
      print(
        `${visibleText(name)}: queued as run ${id}` +
          (predicted === null
            ? ''
            : `; likely ${predicted.stepMs.toFixed(0)} ms a step and ${bytesText(predicted.peakBytes)} at most`),
      ),
    dataset(state) {
      const line = datasetLine(state)
      if (line !== null && due(state.id + state.status.kind)) print(line)
    },
    run(summary, events) {
      for (const event of events) {
        if (event.event !== 'progress' || due(event.run))
          print(`${visibleText(summary.record.name)}: ${eventText(event, summary)}`)
      }
    },
    close: () => {},
  }
}

export function barOutput(stream: NodeJS.WriteStream): TrainOutput {
  const bars = new MultiBar(
    {
      stream,
      format: '{name} {bar} {value}/{total} {figures}',
      barsize: 20,
      hideCursor: true,
      clearOnComplete: false,
      // Ctrl-C is ours: it stops the runs cleanly.
      gracefulExit: false,
      emptyOnZero: true,
    },
    Presets.shades_grey,
  )
  const known = new Map<string, SingleBar>()
  const show = (key: string, name: string, total: number, value: number, figures: string): void => {
    const bar = known.get(key) ?? bars.create(total, 0, { name: padded(visibleText(name), 16), figures: '' })
    known.set(key, bar)
    bar.setTotal(total)
    bar.update(value, { figures: visibleText(figures) })
  }
  return {
    queued: ({ id, name, predicted }) =>
      show(id, name, 1, 0, predicted === null ? 'queued' : `queued, likely ${predicted.stepMs.toFixed(0)} ms a step`),
    dataset({ id, name, status }) {
      if (status.kind === 'downloading') {
        show(id, name, status.totalBytes, status.doneBytes, `bytes from ${status.host}, ${duration(status.remainingMs)} left`)
      } else if (status.kind === 'decoding') show(id, name, status.total, status.done, 'images decoded')
    },
    run(summary, events) {
      const { record } = summary
      show(record.id, record.name, summary.totalSteps, stepsDone(summary), barFigures(summary))
      for (const event of events) {
        if (event.event === 'crashed' || event.event === 'diverged' || event.event === 'silent')
          bars.log(`${visibleText(`${record.name}: ${eventText(event, summary)}`)}\n`)
      }
    },
    close() {
      bars.stop()
    },
  }
}

function barFigures(summary: RunSummary): string {
  const { status } = summary
  const test = summary.testError === null ? '' : `, test error ${percent(summary.testError)}`
  if (status.kind === 'queued') return 'queued'
  const trained = `loss ${loss(summary.trainLoss)}, error ${percent(summary.trainError)}${test}`
  if (status.kind !== 'running') return `${status.kind}, ${trained}`
  if (status.step === 0) return 'starting'
  if (summary.evaluating !== null) return `${trained}, evaluating ${percent(summary.evaluating)}`
  return `${trained}, ${count(summary.imagesPerSecond ?? 0)} images/s, ${duration(summary.remainingMs)} left`
}

function datasetLine({ name, status }: DatasetState): string | null {
  if (status.kind === 'downloading') {
    return `${name}: ${bytesText(status.doneBytes)} of ${bytesText(status.totalBytes)} from ${status.host}, ${duration(status.remainingMs)} left`
  }
  return status.kind === 'decoding' ? `${name}: decoded ${count(status.done)} of ${counted(status.total, 'image')}` : null
}

const silentText: Readonly<Record<Silence['kind'], string>> = {
  hung: 'its process lives but says nothing any more; the window can end it and go on from its checkpoint',
  starved: 'its process gets no processor: other programs take them all',
  suspended: 'its process is suspended by a signal; kill -CONT lets it go on',
  writing: 'its process waits for the disk, which takes long to write',
  unreachable:
    'its process lives but cannot be reached from here: it was started with another TMPDIR, in a container, or on another computer; it trains on',
}

function eventText(event: TrainEvent, summary: RunSummary): string {
  switch (event.event) {
    case 'started':
      return `started${event.device === null ? '' : ` on ${event.device}`}, ${counted(event.steps, 'step')}`
    case 'resumed':
      return `goes on from step ${count(event.step)} of ${count(event.steps)}${event.device === null ? '' : ` on ${event.device}`}`
    case 'waits':
      return `waits. ${event.reason} ${event.remedy}`
    case 'silent':
      return silentText[event.why]
    case 'progress':
      return (
        `step ${count(event.step)} of ${count(event.steps)}, loss ${loss(event.trainLoss)}, error ${percent(summary.trainError)}, ` +
        `${count(event.imagesPerSecond ?? 0)} images/s, ${duration(event.remainingMs)} left`
      )
    case 'evaluated':
      return `test error ${percent(summary.testError)} after ${counted(event.step, 'step')}`
    case 'finished':
    case 'stopped':
    case 'pruned':
    case 'paused':
      return `${event.event} after ${counted(event.steps, 'step')}, test error ${percent(summary.testError)}`
    case 'diverged':
    case 'crashed':
      return `${event.event} after ${counted(event.steps, 'step')}. ${event.reason} ${event.remedy}`
  }
}
