/**
 * A library of short runs that the command line has really trained: ten small networks, four learning rates, five batch sizes, five seeds, 40 steps on
 * digits. Each run is a process of some seconds, so what is in the folder already is kept, and only what is missing is trained.
 */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadPreset } from '../../core/architecture/presets.ts'
import { readArchitecture, writeArchitecture } from '../../core/architecture/file-format.ts'
import { Failure } from '../../core/files/failure.ts'
import { readRunRecord } from '../../core/store/run-folder.ts'
import type { RunRecord } from '../../core/store/run.ts'

const commandLine = fileURLToPath(new URL('../../core/cli/main.ts', import.meta.url))

const rates = [0.02, 0.05, 0.1, 0.2]
const batches = [16, 24, 32, 48, 64]
const seeds = [1, 2, 3, 4, 5]
const steps = 40

/** Residual ones of each shortcut, and their plain twins. */
const networks = [1, 2].flatMap((blocks) =>
  (['A', 'B', 'C', 'plain', 'wide'] as const).map((kind) => ({ name: `tiny-${8 * blocks + 2}-${kind}`, blocks, kind })),
)

/** What tells one run from the others. */
interface Asked {
  readonly seed: number
  readonly rate: number
  readonly batch: number
  readonly name: string
}

export const mostShortRuns = networks.length * rates.length * batches.length * seeds.length

/** Makes the library hold at least `count` runs; `told` gets how many there are by now. Throws a Failure when a command does not end well. */
export async function trainShortRuns(library: string, count: number, told: (done: number) => void): Promise<void> {
  const designs = join(library, 'tiny-networks')
  mkdirSync(designs, { recursive: true })
  for (const network of networks) {
    writeFileSync(join(designs, `${network.name}.stagecraft`), await fileOf(network))
  }
  const asked = seeds.flatMap((seed) => rates.flatMap((rate) => batches.map((batch) => ({ seed, rate, batch }))))
  const key = ({ seed, rate, batch, name }: Asked): string => [seed, rate, batch, name].join(' ')
  const known = new Set(recordsIn(library).map((record) => key(askedOf(record))))
  for (const { seed, rate, batch } of asked) {
    if (known.size >= count) break
    const missing = networks.map(({ name }) => name).filter((name) => !known.has(key({ seed, rate, batch, name })))
    const now = missing.slice(0, count - known.size)
    if (now.length === 0) continue
    const files = now.map((name) => join(designs, `${name}.stagecraft`))
    const options = { data: 'mnist', steps, batch, lr: rate, seed }
    const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)])
    await run(['train', ...files, ...words, '--json', '--library', library])
    for (const name of now) known.add(key({ seed, rate, batch, name }))
    told(known.size)
  }
}

async function fileOf({ name, blocks, kind }: (typeof networks)[number]): Promise<string> {
  const preset = await loadPreset(kind === 'plain' ? 'plain-20' : 'resnet-20')
  if (preset === null) throw new Error('There are no presets.')
  const widths = kind === 'wide' ? [8, 16] : [4, 8]
  const options = kind === 'B' || kind === 'C' ? { shortcut: kind } : {}
  const made = {
    ...preset,
    name,
    input: { height: 28, width: 28, channels: 1 },
    stem: { ...preset.stem, width: widths[0], stride: 2 },
    stages: widths.map((width, index) => ({ ...preset.stages[index], blocks, width, ...options })),
  }
  const read = readArchitecture(JSON.stringify(made))
  if (!read.ok) throw new Error(`${name} is no network: ${read.problems.map(({ message }) => message).join(' ')}`)
  return writeArchitecture(read.architecture)
}

function recordsIn(library: string): RunRecord[] {
  const runs = join(library, 'runs')
  if (!existsSync(runs)) return []
  return readdirSync(runs)
    .filter((name) => !name.endsWith('.tmp'))
    .map((name) => readRunRecord(join(runs, name)))
}

function askedOf({ recipe, architecture }: RunRecord): Asked {
  const { learningRate, seed, batchSize } = recipe
  const rate = learningRate.kind === 'steps' ? learningRate.initial : NaN
  return { seed, rate, batch: batchSize, name: architecture.name }
}

function run(words: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, [commandLine, ...words], { stdio: ['ignore', 'ignore', 'inherit'] })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) return resolve()
      reject(new Failure('command-failed', `lab ${words[0] ?? ''} ended with ${code}.`, 'Its words stand above.'))
    })
  })
}
