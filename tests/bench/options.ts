/** What the benchmark is asked for. */
import { parseArgs } from 'node:util'
import { Failure } from '../../core/files/failure.ts'
import { engineNames, type EngineName } from './engines.ts'
import { instructionLimits, type InstructionLimit } from './instructions.ts'
import { phases, type Case, type Device, type Precision } from './workload.ts'

export const measureNames = [
  'startup',
  'epoch',
  'depth',
  'telemetry',
  'prediction',
  'editing',
  'window',
  'curves',
  'streaming',
  'runs',
  'library',
] as const
export type MeasureName = (typeof measureNames)[number]

export interface Options {
  readonly device: Device
  readonly cases: readonly Case[]
  /** What all engines may use of the processor. */
  readonly instructions: InstructionLimit
  readonly engines: readonly EngineName[]
  /** Steps of each engine in a case. */
  readonly steps: number
  readonly secondsEach: number
  /** Measured instead of the cases, when there are any. */
  readonly measures: readonly MeasureName[]
  /** Networks to measure; empty for each measure's own. */
  readonly nets: readonly string[]
  readonly batch: number | null
  /** Where `library` trains its runs, and goes on another time; null for a folder that is removed at the end. */
  readonly library: string | null
  /** How many runs it trains. */
  readonly runs: number
  readonly json: string | null
  readonly markdown: string | null
}

const precisions = ['float32', 'bfloat16', 'float16'] as const satisfies readonly Precision[]

/** Batch 128 on images of CIFAR's size, 16 on those of 224 pixels. */
const usualBatch: Readonly<Record<string, number>> = {
  'resnet-20': 128,
  'resnet-56': 128,
  'resnet-110': 128,
  'plain-56': 128,
  'resnet-18': 16,
  'resnet-34': 16,
  'resnet-50': 16,
}

export const usage = `npm run bench -- [options]

  --net A,B         presets; without: ${Object.keys(usualBatch).join(', ')}
  --batch N         images of a step; without: 128, and 16 for the nets of 224 pixels
  --precision A,B   of ${precisions.join(', ')}; without: float32 and bfloat16, on a GPU float16 too, with AVX2 float32
  --phase A,B       of ${phases.join(', ')}; without: training
  --engines A,B     of ${engineNames.join(', ')}; without: all
  --steps N         steps of each engine in a case; without: 40
  --seconds N       an engine takes no more turns in a case after so many seconds of steps; without: 60
  --gpu             on the first GPU
  --instructions I  ${instructionLimits.join(' or ')}: avx2 hides from all engines that the processor has AVX-512
  --measure A,B     instead of comparing: ${measureNames.join(', ')}
  --library FOLDER  where --measure library trains its runs; one that has some is gone on with. Without: a folder that is removed
  --runs N          how many it trains; without: 1000
  --json FILE       all figures; without: test-results/bench.json
  --markdown FILE   the tables
`

/** Throws a Failure that says what is wrong with the command line. */
export function readOptions(parameters: readonly string[]): Options {
  const values = parse(parameters)
  const gpu = values.gpu ?? false
  const nets = listed('net', values.net, null) ?? []
  const batch = values.batch === undefined ? null : wholeNumber('batch', values.batch)
  const instructions = limit(values.instructions ?? 'all')
  const usual = gpu ? precisions : precisions.slice(0, instructions === 'avx2' ? 1 : 2)
  const chosen = listed('precision', values.precision, precisions) ?? usual
  const chosenPhases = listed('phase', values.phase, phases) ?? ['training']
  const compared = nets.length > 0 ? nets : Object.keys(usualBatch)
  return {
    device: gpu ? 'gpu' : 'cpu',
    cases: chosenPhases.flatMap((phase) =>
      compared.flatMap((net) => chosen.map((precision) => ({ net, batch: batch ?? usualBatch[net] ?? 128, precision, phase }))),
    ),
    instructions,
    engines: listed('engines', values.engines, engineNames) ?? engineNames,
    steps: wholeNumber('steps', values.steps ?? '40'),
    secondsEach: wholeNumber('seconds', values.seconds ?? '60'),
    measures: listed('measure', values.measure, measureNames) ?? [],
    nets,
    batch,
    library: values.library ?? null,
    runs: wholeNumber('runs', values.runs ?? '1000'),
    json: values.json ?? null,
    markdown: values.markdown ?? null,
  }
}

function parse(parameters: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    return parseArgs({
      args: [...parameters],
      options: {
        net: text,
        batch: text,
        precision: text,
        phase: text,
        instructions: text,
        engines: text,
        steps: text,
        seconds: text,
        gpu: { type: 'boolean' },
        measure: text,
        library: text,
        runs: text,
        json: text,
        markdown: text,
      },
    }).values
  } catch (thrown) {
    throw new Failure('bad-option', thrown instanceof Error ? thrown.message : String(thrown), usage)
  }
}

function limit(text: string): InstructionLimit {
  const known = instructionLimits.find((name) => name === text)
  if (known !== undefined) return known
  throw new Failure('bad-option', `--instructions is ${instructionLimits.join(' or ')}, not "${text}".`, usage)
}

function wholeNumber(option: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text)
  throw new Failure('bad-option', `--${option} is a whole number from 1 to 999999, not "${text}".`, usage)
}

/** The names of a list; null when the option was not given. Any name is good where `known` is null. */
function listed<Name extends string>(option: string, text: string | undefined, known: readonly Name[] | null): Name[] | null {
  if (text === undefined) return null
  const names = text.split(',').filter((name) => name !== '') as Name[]
  const unknown = names.find((name) => known !== null && !known.includes(name))
  if (names.length === 0) throw new Failure('bad-option', `--${option} names nothing.`, usage)
  if (unknown !== undefined) throw new Failure('bad-option', `--${option} knows no "${unknown}".`, usage)
  return names
}
