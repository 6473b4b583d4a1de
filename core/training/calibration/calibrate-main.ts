/**
 * Entry of the process that measures this machine: prints an object a line, `{"done":3,"total":100}` for each probe and at the end
 * `{"speeds":{…},"tensorflowSpeeds":{…},"others":0.02}`. A process of its own, so that the lab goes on meanwhile and TensorFlow's memory is given back.
 */
import { randomBytes } from 'node:crypto'
import { rmSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { makeScratchFolder } from '../../files/scratch.ts'
import type { DecodedImages, DecodedSplit } from '../../datasets/dataset.ts'
import { createProgram } from '../../tensorflow/create-program.ts'
import { runtimeLocation } from '../../tensorflow/runtime-location.ts'
import { measureSpeeds } from './measure.ts'
import type { Probe } from './probes.ts'

const location = runtimeLocation()
if (location.kind === 'missing') throw new Error(`${location.reason} ${location.remedy}`)
const folder = makeScratchFolder('probes')
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
process.once('SIGTERM', () => process.exit(1))

const say = (line: object): Promise<void> =>
  new Promise((resolve) => process.stdout.write(`${JSON.stringify(line)}\n`, () => setImmediate(resolve)))

const before = processorTime()
const measured = await measureSpeeds({
  make: (request) => createProgram(location, request, { kind: 'cpu' }),
  images: imagesOf,
  elapsed: () => performance.now(),
  hasOwnKernels: location.kernels.kind === 'compiled',
  progress: (done, total) => say({ done, total }),
})
const after = processorTime()
await say({ ...measured, others: othersShare() })
process.exit(0)

/** Milliseconds that all processors were there for, were at work, and were at work for this process. */
function processorTime(): { readonly all: number; readonly busy: number; readonly own: number } {
  const times = cpus().map((processor) => processor.times)
  const all = times.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0)
  const idle = times.reduce((sum, time) => sum + time.idle, 0)
  const { user, system } = process.cpuUsage()
  return { all, busy: all - idle, own: (user + system) / 1000 }
}

/** Share of the processors that other programs had during the measurement, 0 to 1. */
function othersShare(): number {
  const [all, busy, own] = [after.all - before.all, after.busy - before.busy, after.own - before.own]
  return all > 0 ? Math.min(1, Math.max(0, (busy - own) / all)) : 0
}

function imagesOf({ architecture, batchSize }: Probe): DecodedImages {
  const { height, width, channels } = architecture.input
  const classes = Array.from({ length: architecture.head.classes }, (_, index) => `class ${index}`)
  const split = (name: string, count: number): DecodedSplit => {
    const imagesFile = join(folder, `${name}.images`)
    const labelsFile = join(folder, `${name}.labels`)
    writeFileSync(imagesFile, randomBytes(count * height * width * channels))
    writeFileSync(labelsFile, Buffer.from(Int32Array.from({ length: count }, (_, index) => index % classes.length).buffer))
    return { count, imagesFile, labelsFile }
  }
  const mean = Array<number>(channels).fill(127.5)
  const std = Array<number>(channels).fill(73.9)
  return {
    height,
    width,
    channels,
    classes,
    train: split('train', batchSize),
    test: split('test', 1),
    mean,
    std,
  }
}
