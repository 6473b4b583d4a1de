/**
 * `npm run bench`: training steps of this engine and its peers side by side. Each engine is a process that waits; they take turns, a few
 * steps at a time, so that a machine that drifts slows all of them alike. Prints medians and ratios of medians with their spread.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { tellFailures } from '../reference/failures.ts'
import { startEngine, type Engine, type EngineName } from './engines.ts'
import { median, ratioSpread } from './statistics.ts'

const { values } = parseArgs({
  options: {
    net: { type: 'string', default: 'resnet-20' },
    batch: { type: 'string', default: '128' },
    steps: { type: 'string', default: '40' },
    engines: { type: 'string', default: 'stagecraft,torch,tfjs' },
    json: { type: 'string' },
  },
})
const net = values.net
const batch = wholeNumber('batch', values.batch)
const steps = wholeNumber('steps', values.steps)
const names = values.engines.split(',') as EngineName[]
/** Steps of a turn: enough that switching between processes does not show. */
const turn = 4
const warmUp = 3

console.log(
  `${net}, batch ${batch}, float32; ${steps} steps of each engine after ${warmUp} to warm up, ${turn} at a time in turns`,
)
console.log(
  `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, ${(totalmem() / 2 ** 30).toFixed(1)} GiB; load before the start ${loadavg()[0]?.toFixed(2)}`,
)

await tellFailures(async () => {
  const engines: Engine[] = []
  try {
    for (const name of names) engines.push(await startEngine(name, net, batch))
    for (const engine of engines) await engine.run(warmUp)
    const times = new Map(engines.map((engine) => [engine, [] as number[]]))
    const turns = Math.ceil(steps / turn)
    for (let round = 0; round < turns; round++) {
      for (const engine of engines) times.get(engine)?.push(...(await engine.run(turn)))
      process.stderr.write(`\r  turn ${round + 1} of ${turns}`)
    }
    process.stderr.write('\r\x1b[2K')
    report(times)
  } finally {
    for (const engine of engines) engine.stop()
  }
})

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  console.error(`--${option} is a whole number from 1 on, not "${text}".`)
  process.exit(2)
}

function report(times: ReadonlyMap<Engine, readonly number[]>): void {
  const [own = []] = [...times.entries()].flatMap(([engine, ms]) => (engine.name === 'stagecraft' ? [ms] : []))
  const rows = [...times].map(([engine, ms]) => ({
    net,
    batch,
    precision: 'float32',
    engine: engine.name,
    version: engine.version,
    medianMs: median(ms),
    spreadMs: [Math.min(...ms), Math.max(...ms)],
    imagesPerSecond: (1000 * batch) / median(ms),
    /** Stagecraft's median over this engine's; below 1 Stagecraft is faster. */
    ratio: own.length === 0 ? null : median(own) / median(ms),
    /** Smallest and largest ratio over turns done one after the other. */
    ratioSpread: own.length === 0 ? null : ratioSpread(own, ms, turn),
  }))
  console.log('\nengine        median ms   min – max      images/s   Stagecraft ÷ it (least – most)')
  for (const row of rows) {
    const [least = 0, most = 0] = row.ratioSpread ?? []
    const ratio = row.ratio === null ? '' : `${row.ratio.toFixed(2)} (${least.toFixed(2)} – ${most.toFixed(2)})`
    const spread = row.spreadMs.map((ms) => ms.toFixed(0)).join(' – ')
    console.log(
      `${row.engine.padEnd(13)} ${row.medianMs.toFixed(1).padStart(9)}   ${spread.padEnd(12)} ${row.imagesPerSecond.toFixed(0).padStart(9)}   ${ratio}   ${row.version}`,
    )
  }
  const file = values.json ?? fileURLToPath(new URL('../../test-results/bench.json', import.meta.url))
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, JSON.stringify({ machine: { cpu: cpus()[0]?.model, cores: availableParallelism() }, rows }, null, 2) + '\n')
  console.log(`\nAll of it is in ${file}.`)
}
