/** `npm run bench`: training steps, or evaluated batches, of this engine and its peers side by side, or what `--measure` names. See docs/bench.md. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../core/files/failure.ts'
import { analyse } from '../../core/graph/analysis.ts'
import { tellFailures } from '../reference/failures.ts'
import { compare, turn } from './compare.ts'
import { hasPrecision, torchPython } from './engines.ts'
import { maskedEnvironment } from './instructions.ts'
import { larger, machineText, matmulPeaks, requireGpu, thisMachine, type Peaks } from './machine.ts'
import { markdownTables } from './markdown.ts'
import { measures } from './measures/measures.ts'
import { readOptions, usage, type Options } from './options.ts'
import { showProgress, type Progress } from './progress.ts'
import { figureLine, rowHead, requireReportFile, rowLine, writeReport } from './report.ts'
import { rowsOf, type CaseFacts, type Measured, type Row } from './rows.ts'
import { makeWorkload, presetOf, writeWorkload, type Case } from './workload.ts'
import { graphOf } from '../engine/native.ts'

await tellFailures(async () => {
  const parameters = process.argv.slice(2)
  if (parameters.includes('--help')) return console.log(usage)
  const options = readOptions(parameters)
  if (options.device === 'gpu') requireGpu()
  const file = options.json ?? fileURLToPath(new URL('../../test-results/bench.json', import.meta.url))
  requireReportFile(file)
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-bench-'))
  // Workloads, data sets and graphs of all processes, in one place that is removed.
  process.env.TMPDIR = folder
  process.once('exit', () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
  Object.assign(process.env, maskedEnvironment[options.instructions])
  const machine = thisMachine(options.device, options.instructions)
  console.log(machineText(machine))
  if (options.measures.length > 0) {
    for (const name of options.measures) {
      const figures = await measures[name]({ ...options, folder })
      console.log(`\n${name}\n${figures.map(figureLine).join('\n')}`)
      writeReport(file, machine, { measures: { [name]: figures } })
    }
  } else {
    const peaks = await compareAll(options, folder, (rows, matmulGflops) => writeReport(file, machine, { rows, matmulGflops }))
    const text = Object.entries(peaks).map(([precision, gflops]) => `${precision} ${gflops.toFixed(0)}`)
    console.log(`\nMatrix products, 10⁹ operations a second: ${text.join(', ')}`)
  }
  console.log(`\nAll figures are in ${file}.`)
})

/** Tells what there is after every case, so that nothing is lost when the rest is not waited for. */
async function compareAll(options: Options, folder: string, keep: (rows: readonly Row[], peaks: Peaks) => void): Promise<Peaks> {
  const { cases, markdown } = options
  const macs = new Map<string, number>()
  for (const { net } of cases) macs.set(net, analyse(graphOf(await presetOf(net))).macs)
  const weight = ({ net, batch, phase }: Case): number => (macs.get(net) ?? 0) * batch * (phase === 'training' ? 3 : 1)
  const progress = showProgress(cases.reduce((sum, one) => sum + weight(one), 0))
  const done: { readonly facts: Omit<CaseFacts, 'peakGflops'>; readonly measured: readonly Measured[] }[] = []
  let peaks: Peaks = {}
  /** Shares are of the largest peak that was seen by now. */
  const rows = (): Row[] =>
    done.flatMap(({ facts, measured }) => rowsOf({ ...facts, peakGflops: peaks[facts.precision] ?? null }, measured))
  for (const [index, one] of cases.entries()) {
    progress.begin(`${one.net} ${one.precision} ${one.phase} (${index + 1} of ${cases.length})`, weight(one))
    peaks = larger(peaks, peaksNow(options, progress))
    const measured = await compareOne(options, folder, one, progress)
    done.push({ facts: { ...one, device: options.device, turn, macs: macs.get(one.net) ?? 0 }, measured })
    const ofCase = rows().slice(-measured.length)
    progress.clear()
    console.log(`\n${one.net}, batch ${one.batch}, ${one.precision}, ${one.phase}\n${rowHead}\n${ofCase.map(rowLine).join('\n')}`)
    keep(rows(), peaks)
    if (markdown !== null) writeFileSync(markdown, markdownTables(rows()))
  }
  console.log(`\n${markdownTables(rows())}`)
  return peaks
}

async function compareOne(
  { device, engines, steps, secondsEach }: Options,
  folder: string,
  one: Case,
  progress: Progress,
): Promise<Measured[]> {
  const workload = await makeWorkload(one, device)
  const file = join(folder, 'workload.json')
  writeWorkload(file, workload)
  return compare({
    engines: engines.filter((name) => hasPrecision(name, one.precision)),
    workload: file,
    device,
    parameters: analyse(workload.graph).parameters,
    steps,
    secondsEach,
    progress: progress.say,
  })
}

/** None where there is no Python for it: the comparison goes on without shares of the peak. */
function peaksNow({ device, cases }: Options, progress: Progress): Peaks {
  progress.say('measuring matrix products')
  try {
    return matmulPeaks(torchPython(), device, new Set(cases.map(({ precision }) => precision)))
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown
    progress.say(`no matrix products: ${thrown.message}`)
    return {}
  }
}
