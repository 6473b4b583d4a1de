/** Trains a run while killing its trainer again and again, and the same run without; gives all that both have on the disk. */
import Database from 'better-sqlite3'
import { spawn } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { trainerAddress } from '../../../core/transport/addresses.ts'
import { messagesOver } from '../../../core/transport/frames.ts'
import { connectTo } from '../../../core/transport/local-socket.ts'
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import type { Control } from '../../../core/store/attempts.ts'
import { openNewestCheckpoint } from '../../../core/store/checkpoints.ts'
import { openForReading, runDatabase } from '../../../core/store/database.ts'
import { openMetricsWriter } from '../../../core/store/metrics-writer.ts'
import { createRunFolder, metricsFile } from '../../../core/store/run-folder.ts'
import { runtimeLocation, trainerEnvironment } from '../../../core/tensorflow/runtime-location.ts'
import { randomDataset } from '../native.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import type { TrainerRequest } from '../../../core/training/trainer-messages.ts'

const script = fileURLToPath(new URL('./trainer.ts', import.meta.url))
const size = { height: 8, width: 8, channels: 3, classes: 4 }
const counts = { train: 80, test: 40 }

const architecture: Architecture = completed({
  name: 'tiny',
  input: { height: size.height, width: size.width, channels: size.channels },
  stem: { kind: 'conv', kernel: 3, width: 4, stride: 1, pool: null },
  stages: [
    { kind: 'basic', blocks: 1, width: 4, stride: 1, layers: 2, shortcut: 'A' },
    { kind: 'basic', blocks: 1, width: 8, stride: 2, layers: 2, shortcut: 'A' },
  ],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: size.classes },
})

/** Whole numbers below a bound, and the same ones for the same seed: a linear congruential generator (Lehmer 1951). */
export type Random = (below: number) => number

export function randomOf(seed: number): Random {
  let state = (seed % 2147483646) + 1
  return (below) => {
    state = (state * 48271) % 2147483647
    return state % below
  }
}

export interface Series {
  readonly kills: number
  /** What was under way when the trainer was killed. */
  readonly during: Readonly<Record<string, number>>
  readonly killed: Remains
  readonly whole: Remains
}

/** All that must be the same, in the order of the steps; times and the attempts themselves are not in it. */
export interface Remains {
  readonly rows: { readonly [table: string]: unknown[] }
  readonly position: unknown
  readonly state: ReadonlyMap<string, Uint8Array>
  /** Files that nobody finished. */
  readonly leftOver: readonly string[]
}

/** Until the run has finished, or `most` trainers were killed; then it is left alone to its end. */
export async function killAgainAndAgain(folder: string, recipe: Recipe, random: Random, most: number): Promise<Series> {
  const dataset = join(folder, 'dataset.json')
  writeFileSync(dataset, JSON.stringify(randomDataset(size, counts)))
  const run = makeRun(join(folder, 'killed'), recipe)
  const during: { [what: string]: number } = {}
  let kills = 0
  for (let ended = false; !ended;) {
    const death = kills < most ? planDeath(random) : null
    const what = await live(run, dataset, death, random(2) === 0 ? planRequest(random) : null)
    if (what !== null) {
      kills += 1
      during[what] = (during[what] ?? 0) + 1
    }
    // Killed after its last commit, a trainer has finished too: nobody resumes that run.
    ended = what === null || hasFinished(run)
  }
  const killed = read(run)
  const whole = makeRun(join(folder, 'whole'), recipe)
  // The same changes at the same steps, and nothing else.
  const journal = openMetricsWriter(whole, { pid: 0, device: '', startedAt: 0, fromStep: 0, evaluated: true })
  for (const control of controlsOf(run)) journal.control(control)
  journal.commit()
  journal.close()
  if ((await live(whole, dataset, null, null)) !== null) throw new Error('The run that nobody killed was killed.')
  return { kills, during, killed, whole: read(whole) }
}

/** Killed a moment after it says for the `nth` time that it is about to do `what`; or, in a checkpoint, by itself before a tensor. */
type Death = { readonly what: string; readonly nth: number; readonly afterMs: number } | { readonly tensor: number }

function planDeath(random: Random): Death {
  switch (random(7)) {
    case 0:
      return { tensor: random(30) }
    case 1:
      return { what: 'checkpoint', nth: 1 + random(3), afterMs: random(6) }
    case 2:
      return { what: 'evaluation', nth: 1 + random(2), afterMs: random(6) }
    case 3:
      return { what: 'commit', nth: 1 + random(8), afterMs: random(4) }
    case 4:
      return { what: 'opening', nth: 1, afterMs: random(1000) }
    default:
      return { what: 'step', nth: 1 + random(30), afterMs: random(4) }
  }
}

function planRequest(random: Random): TrainerRequest {
  return random(2) === 0 ? { kind: 'extend', steps: 1 + random(4) } : { kind: 'scale-rate', scale: [0.5, 0.9, 1][random(3)] ?? 1 }
}

/** One life of a trainer. Gives what was under way when it was killed; null when it came to its end. */
function live(run: string, dataset: string, death: Death | null, request: TrainerRequest | null): Promise<string | null> {
  const fatal = death && 'tensor' in death ? [String(death.tensor)] : []
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, run, dataset, ...fatal], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: trainerEnvironment(runtimeLocation()),
    })
    const seen: string[] = []
    const log: string[] = []
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (line.startsWith('{')) return log.push(line)
      if (request && line === 'step' && !seen.includes(line)) void ask(run, request)
      seen.push(line)
      if (!death || 'tensor' in death || line !== death.what) return
      if (seen.filter((one) => one === death.what).length === death.nth) {
        void wait(death.afterMs).then(() => child.kill('SIGKILL'))
      }
    })
    createInterface({ input: child.stderr }).on('line', (line) => log.push(line))
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(seen.at(-1) ?? 'opening')
      else if (code === 0) resolve(null)
      else reject(new Error(`The trainer ended with ${code ?? signal}: ${log.join('\n')}`))
    })
  })
}

async function ask(run: string, request: TrainerRequest): Promise<void> {
  try {
    const trainer = messagesOver(await connectTo(trainerAddress(run)))
    trainer.send(request)
  } catch {
    // It was killed just then.
  }
}

function makeRun(folder: string, recipe: Recipe): string {
  mkdirSync(join(folder, '..'), { recursive: true })
  createRunFolder(folder, {
    id: 'run',
    name: 'run',
    architecture,
    dataset: 'cifar10',
    recipe,
    totalSteps: recipe.length.value,
    stepsPerEpoch: Math.ceil((counts.train - recipe.validationImages) / (recipe.batchSize * recipe.accumulation)),
    parameters: 0,
    macs: 0,
    color: 1,
    createdAt: 0,
    origin: null,
    device: { kind: 'auto' },
    predicted: null,
  })
  return folder
}

function withMetrics<T>(run: string, use: (database: Database.Database) => T): T {
  const database = new Database(join(run, metricsFile), { readonly: true })
  try {
    return use(database)
  } finally {
    database.close()
  }
}

const controlsOf = (run: string): Control[] =>
  withMetrics(run, (database) =>
    database.prepare<[], Control>('SELECT step, time, kind, value FROM controls ORDER BY control').all(),
  )

/** A trainer that was killed early may have left no table, or no file. */
function hasFinished(run: string): boolean {
  const database = openForReading(join(run, metricsFile), runDatabase)?.connection
  const finished = database?.prepare("SELECT 1 FROM events WHERE kind = 'finished'").get() !== undefined
  database?.close()
  return finished
}

function read(run: string): Remains {
  const queries = {
    steps: 'SELECT step, loss, loss_kind, error, error_kind, learning_rate, skipped FROM steps ORDER BY step',
    evaluations: 'SELECT step, split, loss, loss_kind, error, error_kind FROM evaluations ORDER BY step, split',
    controls: 'SELECT step, kind, value FROM controls ORDER BY step, control',
    telemetry: 'SELECT step, hex(numbers) FROM telemetry ORDER BY step',
    events: `SELECT step, kind, text, facts FROM events
             WHERE kind IN ('evaluated', 'checkpoint', 'rate-changed', 'extended', 'skipped', 'finished') ORDER BY step, kind, text`,
  }
  const rows = withMetrics(run, (database) =>
    Object.fromEntries(Object.entries(queries).map(([table, query]) => [table, database.prepare(query).all()])),
  )
  const { checkpoint, unusable } = openNewestCheckpoint(run, () => null)
  if (checkpoint === null || unusable.length > 0) throw new Error(`A checkpoint is not whole: ${JSON.stringify(unusable)}`)
  const state = new Map([...checkpoint.state].map(([name, { values }]) => [name, new Uint8Array(values.buffer)]))
  const leftOver = readdirSync(join(run, 'checkpoints')).filter((name) => !name.endsWith('.safetensors'))
  return { rows, position: checkpoint.position, state, leftOver }
}
