/**
 * One case: every engine a process that waits; they take turns of a few steps, so that a machine that drifts slows all of them alike. An engine that
 * fails is left out from there on.
 */
import { setTimeout } from 'node:timers/promises'
import { Failure } from '../../core/files/failure.ts'
import { isPeer, startEngine, type Engine, type EngineName } from './engines.ts'
import type { Measured } from './rows.ts'
import type { Device } from './workload.ts'

/** Steps of a turn: enough that switching between processes does not show. */
export const turn = 4
const warmUp = 3
/** For the threads of the one before to come to rest. */
const restMs = 500

export interface Comparison {
  readonly engines: readonly EngineName[]
  /** Its file. */
  readonly workload: string
  readonly device: Device
  /** Trainable numbers that each engine's network must have. */
  readonly parameters: number
  readonly steps: number
  /** An engine whose steps took so long together takes no more turns; it has one at least. */
  readonly secondsEach: number
  progress(text: string): void
}

interface Contender {
  readonly name: EngineName
  readonly times: number[]
  engine: Engine | null
  peakMB: number | null
  failure: string | null
}

/** In the order of `engines`. */
export async function compare(comparison: Comparison): Promise<Measured[]> {
  const measured: Measured[] = []
  for (const group of groupsOf(comparison.engines)) {
    const fresh = await takeTurns(comparison, group)
    // Stagecraft is in every group, and has one row: that of the first.
    measured.push(...fresh.filter(({ engine }) => !measured.some((one) => one.engine === engine)))
  }
  return measured.toSorted((one, other) => comparison.engines.indexOf(one.engine) - comparison.engines.indexOf(other.engine))
}

/** Who is in memory together: tfjs needs ten times as much as the others, so each of its engines is alone with Stagecraft. */
function groupsOf(engines: readonly EngineName[]): EngineName[][] {
  const own = engines.filter((name) => name === 'stagecraft')
  const large = engines.filter((name) => name.startsWith('tfjs'))
  const others = engines.filter((name) => name !== 'stagecraft' && !large.includes(name))
  const first = others.length > 0 || large.length === 0 ? [[...own, ...others]] : []
  return [...first, ...large.map((name) => [...own, name])]
}

async function takeTurns(comparison: Comparison, group: readonly EngineName[]): Promise<Measured[]> {
  const { workload, device, parameters, steps, secondsEach, progress } = comparison
  const contenders = group.map((name): Contender => ({ name, times: [], engine: null, peakMB: null, failure: null }))
  const attempt = async (contender: Contender, work: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown
      contender.failure = thrown.message
      contender.engine?.stop()
    }
  }
  const hasMore = ({ failure, times }: Contender): boolean =>
    failure === null && times.length < steps && sum(times) < 1000 * secondsEach
  const peers = contenders.filter(({ name }) => isPeer(name))
  /** Stagecraft goes on as long as there is one to be compared with. */
  const isOn = (contender: Contender): boolean =>
    hasMore(contender) || (contender.name === 'stagecraft' && contender.failure === null && peers.some(hasMore))

  try {
    for (const contender of contenders) {
      const { name } = contender
      progress(`starting ${name}`)
      await attempt(contender, async () => {
        contender.engine = await startEngine(name, workload, device)
        requireSame(name, contender.engine.parameters, parameters)
        await contender.engine.run(warmUp)
      })
    }
    const turns = Math.ceil(steps / turn)
    for (let round = 0; round < turns && contenders.some(hasMore); round++) {
      // There and back, so that nobody always comes after the same one.
      const order = round % 2 === 0 ? contenders : contenders.toReversed()
      for (const contender of order.filter(isOn)) {
        await setTimeout(restMs)
        progress(`turn ${round + 1} of at most ${turns}, ${contender.name}`)
        await attempt(contender, async () => {
          contender.times.push(...((await contender.engine?.run(turn)) ?? []))
          contender.peakMB = contender.engine?.peakMB() ?? null
        })
      }
    }
  } finally {
    for (const { engine } of contenders) engine?.stop()
  }
  const own = contenders.find(({ name, failure }) => name === 'stagecraft' && failure === null)
  return contenders.map(({ name, engine, times, peakMB, failure }) => ({
    engine: name,
    version: engine?.version ?? null,
    times,
    beside: own?.times ?? null,
    peakMB,
    failure,
  }))
}

/** Networks of unlike sizes are not compared. Throws a Failure. */
function requireSame(engine: EngineName, found: number, wanted: number): void {
  if (found === wanted) return
  throw new Failure(
    'another-network',
    `${engine} built a network of ${found} parameters, where there are to be ${wanted}.`,
    'Mend how it builds the network.',
  )
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
