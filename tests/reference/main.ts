/**
 * `npm run reference`: trains the cases afresh in PyTorch, in a virtual environment made for it, and compares this engine and the committed
 * fixture with the result, reads a checkpoint with the format's own library, and counts the gallery's networks. With --update the fixture is written
 * anew.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../core/files/failure.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import { runtimeFolder } from '../../core/tensorflow/runtime-location.ts'
import { firstPosition } from '../../core/store/position.ts'
import { nativeBinding } from '../engine/native.ts'
import {
  batchIndices,
  bothSplits,
  differences,
  referenceCases,
  steps,
  trainHere,
  type ReferenceCase,
  type Trajectory,
  rateOf,
} from './cases.ts'
import { checkpointDifferences } from './checkpoint.ts'
import { tellFailures } from './failures.ts'
import { countDifferences, countsInPyTorch } from './gallery.ts'
import { pythonEnvironment, withoutLibraries } from './python.ts'
import { ratesInPyTorch, scheduleDifferences, type PyTorchRates } from './schedules.ts'

export interface Fixture {
  readonly torch: string
  readonly cases: Readonly<Record<string, Trajectory>>
}

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const fixtureFile = here('./trajectories.json')
const folderOfPython = join(runtimeFolder(), 'reference')

await tellFailures(async () => {
  const binding = nativeBinding()
  const cases = await referenceCases()
  const python = pythonEnvironment(folderOfPython, here('./requirements.txt'))
  const fresh = trainInPyTorch(python, binding, cases)
  if (process.argv.includes('--update')) {
    writeFileSync(fixtureFile, JSON.stringify(rounded(fresh), null, 1) + '\n')
    console.log(`Wrote ${fixtureFile}.`)
  }
  const outcomes = [
    ...(await compareTrainings(binding, cases, fresh, ratesInPyTorch(python))),
    compareCheckpoint(python, cases),
    report("the gallery's parameters and MACs against PyTorch", await countDifferences(countsInPyTorch(python))),
  ]
  const failed = outcomes.filter((passed) => !passed).length
  console.log(`${outcomes.length - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
})

/** Holds the engine and the committed fixture against what PyTorch has just given; gives what passed. */
async function compareTrainings(
  binding: Binding,
  cases: readonly ReferenceCase[],
  fresh: Fixture,
  schedules: PyTorchRates,
): Promise<boolean[]> {
  const fixture = JSON.parse(readFileSync(fixtureFile, 'utf8')) as Fixture
  const outcomes = [report(`learning rates against PyTorch ${schedules.torch}`, scheduleDifferences(schedules.rates))]
  for (const one of cases) {
    const expected = fresh.cases[one.name]
    const committed = fixture.cases[one.name]
    outcomes.push(
      report(
        `${one.name}: the engine against PyTorch ${fresh.torch}`,
        expected === undefined ? ['not trained'] : differences(await trainHere(binding, one), expected),
      ),
      report(
        `${one.name}: the committed fixture against PyTorch ${fresh.torch}`,
        expected === undefined || committed === undefined
          ? ['not in the fixture: run `npm run reference -- --update`']
          : differences(committed, expected),
      ),
    )
  }
  return outcomes
}

/** A checkpoint with all kinds of tensors: a count that is a single number, slots and averages too. */
function compareCheckpoint(python: string, [one]: readonly ReferenceCase[]): boolean {
  if (one === undefined) throw new Error('There are no cases.')
  const recipe = {
    ...one.recipe,
    optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.99, epsilon: 1e-8, weightDecay: 0, decayScope: 'weights' } as const,
    averaging: { kind: 'ema', decay: 0.9 } as const,
  }
  const facts = { run: 'résumé', recipe, position: { ...firstPosition(steps), step: 7 }, savedAt: 1_790_000_000_000 }
  const { version, found } = checkpointDifferences(python, facts, initialState(one.graph, recipe))
  return report(`a checkpoint read by safetensors ${version}`, found)
}

/** Prints what differs, the first five; gives whether nothing does. */
function report(what: string, found: readonly string[]): boolean {
  console.log([`${found.length === 0 ? 'ok  ' : 'FAIL'} ${what}`, ...found.slice(0, 5)].join('\n       '))
  return found.length === 0
}

function trainInPyTorch(python: string, binding: Binding, cases: readonly ReferenceCase[]): Fixture {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-reference-'))
  try {
    const request = { cases: cases.map((one, index) => describeCase(binding, one, `case${index}`, folder)) }
    writeFileSync(join(folder, 'request.json'), JSON.stringify(request))
    const result = spawnSync(python, [here('./train.py'), folder], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: withoutLibraries(),
    })
    const output = join(folder, 'trajectory.json')
    if (result.status !== 0 || !existsSync(output)) {
      throw new Failure(
        'pytorch-failed',
        'PyTorch did not train (its messages are above).',
        `Remove ${folderOfPython} and run it again.`,
      )
    }
    return JSON.parse(readFileSync(output, 'utf8')) as Fixture
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** A case as train.py reads it; weights and images go into files beside the request. */
function describeCase(binding: Binding, one: ReferenceCase, file: string, folder: string): object {
  const { recipe, dataset, graph } = one
  let offset = 0
  const layout = [...initialState(graph, recipe)].map(([name, { shape, values }]) => {
    const entry = { name, shape, offset, length: values.length, values }
    offset += values.length
    return entry
  })
  const state = new Float32Array(offset)
  for (const { values, offset: at } of layout) state.set(values, at)
  const { images, labels } = bothSplits(one)
  writeFileSync(join(folder, `${file}.state`), new Uint8Array(state.buffer))
  writeFileSync(join(folder, `${file}.images`), images)
  writeFileSync(join(folder, `${file}.labels`), labels)
  return {
    name: one.name,
    architecture: one.architecture,
    input: [dataset.height, dataset.width, dataset.channels],
    images: `${file}.images`,
    labels: `${file}.labels`,
    state: `${file}.state`,
    layout: layout.map(({ name, shape, offset, length }) => ({ name, shape, offset, length })),
    mean: dataset.mean,
    std: dataset.std,
    batches: batchIndices(binding, one),
    test: Array.from({ length: dataset.test.count }, (_, index) => dataset.train.count + index),
    recipe: {
      optimizer: recipe.optimizer,
      gradientClip: recipe.gradientClip,
      labelSmoothing: recipe.labelSmoothing,
      averaging: recipe.averaging,
      accumulation: recipe.accumulation,
      rates: Array.from({ length: steps }, (_, step) => rateOf(recipe, step)),
    },
  }
}

/** Seven figures: more than float32 holds, and a small file. */
function rounded(fixture: Fixture): Fixture {
  return JSON.parse(
    JSON.stringify(fixture, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(7)) : value)),
  ) as Fixture
}
