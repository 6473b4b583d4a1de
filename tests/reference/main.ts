/**
 * `npm run reference`: trains the cases afresh in PyTorch, in a virtual environment made for it, and compares this engine and the committed
 * fixture with the result, reads a checkpoint with the format's own library, compares statistics with SciPy's, counts the gallery's networks and trains a few of them, and
 * runs what is exported of small ones and of random designs, imports what PyTorch and Keras saved, looks into trained networks, and lets other programs read runs and a sweep.
 * With --update the fixture is written anew. With --gallery [name…] the networks named, or all, are trained and nothing else is done; with
 * --exports [n] what is exported of all of them and of 200 random designs is run, from the one of number n on; with --inspections trained networks are
 * looked into alone.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import { runtimeFolder } from '../../core/tensorflow/runtime-location.ts'
import { firstPosition } from '../../core/store/position.ts'
import { nativeBinding } from '../engine/native.ts'
import { trainInPyTorch, type Fixture } from './case-files.ts'
import { differences, referenceCases, steps, trainHere, type ReferenceCase } from './cases.ts'
import { checkpointDifferences } from './checkpoint.ts'
import { exportCases, exportDifferences, type ExportCase } from './exports.ts'
import { tellFailures } from './failures.ts'
import { countDifferences, countsInPyTorch } from './gallery.ts'
import { trainedEveryTime, galleryDifferences, galleryNames } from './gallery-training.ts'
import { importDifferences } from './imports.ts'
import { inspectionDifferences } from './inspections.ts'
import { keptDifferences } from './kept.ts'
import { optunaDifferences } from './optuna.ts'
import { pythonEnvironment } from './python.ts'
import { report } from './report.ts'
import { ratesInPyTorch, scheduleDifferences, type PyTorchRates } from './schedules.ts'
import { statisticsDifferences } from './statistics.ts'

const here = (file: string): string => fileURLToPath(new URL(file, import.meta.url))
const fixtureFile = here('./trajectories.json')
const folderOfPython = join(runtimeFolder(), 'reference')

await tellFailures(async () => {
  const binding = nativeBinding()
  const python = pythonEnvironment(folderOfPython, here('./requirements.txt'))
  const outcomes = await compareAsked(binding, python)
  const failed = outcomes.filter((passed) => !passed).length
  console.log(`${outcomes.length - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
})

async function compareAsked(binding: Binding, python: string): Promise<boolean[]> {
  const named = process.argv.indexOf('--gallery')
  if (named >= 0) return compareGallery(binding, python, await galleryNames(process.argv.slice(named + 1)))
  const exports = process.argv.indexOf('--exports')
  if (exports >= 0) return compareExports(binding, python, await exportCases(true), Number(process.argv[exports + 1] ?? 0))
  if (process.argv.includes('--inspections')) return compareInspections(binding, python)
  return compareAll(binding, python)
}

async function compareAll(binding: Binding, python: string): Promise<boolean[]> {
  const cases = await referenceCases()
  const fresh = trainInPyTorch(python, [here('./train.py')], binding, cases, ({ architecture }) => ({ architecture }))
  if (process.argv.includes('--update')) {
    writeFileSync(fixtureFile, JSON.stringify(rounded(fresh), null, 1) + '\n')
    console.log(`Wrote ${fixtureFile}.`)
  }
  return [
    ...(await compareTrainings(binding, cases, fresh, ratesInPyTorch(python))),
    compareCheckpoint(python, cases),
    compareStatistics(python),
    report("the gallery's parameters and MACs against PyTorch", await countDifferences(countsInPyTorch(python))),
    ...(await compareGallery(binding, python, trainedEveryTime)),
    ...compareExports(binding, python, await exportCases(false), 0),
    ...(await compareImports(binding, python)),
    ...(await compareInspections(binding, python)),
    ...(await compareKept()),
  ]
}

async function compareGallery(binding: Binding, python: string, names: readonly string[]): Promise<boolean[]> {
  const outcomes: boolean[] = []
  for (const name of names) {
    const found = await galleryDifferences(binding, python, name)
    outcomes.push(report(`${name} of the gallery: ${steps} steps of the engine against PyTorch`, found))
  }
  return outcomes
}

/** In an environment of its own: what reads runs asks for other versions than what trains. */
async function compareKept(): Promise<boolean[]> {
  const python = pythonEnvironment(join(runtimeFolder(), 'reference-kept'), here('./requirements-kept.txt'))
  const { versions, found } = await keptDifferences(python)
  const study = await optunaDifferences(python)
  return [report(`runs read by ${versions}`, found), report(`a sweep read by Optuna ${study.version}`, study.found)]
}

async function compareImports(binding: Binding, python: string): Promise<boolean[]> {
  const all = await importDifferences(python, binding)
  return all.map(({ what, found }) => report(`${what}: imported, the engine against who wrote it`, found))
}

async function compareInspections(binding: Binding, python: string): Promise<boolean[]> {
  const { torch, all } = await inspectionDifferences(python, binding)
  return all.map(({ what, found }) => report(`${what}: here against PyTorch ${torch}`, found))
}

function compareExports(binding: Binding, python: string, networks: readonly ExportCase[], from: number): boolean[] {
  const outcomes: boolean[] = []
  for (const { what, found } of exportDifferences(python, binding, networks, from)) {
    outcomes.push(report(`${what}: exported, in other frameworks against the engine`, found))
  }
  return outcomes
}

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

function compareStatistics(python: string): boolean {
  const { scipy, found } = statisticsDifferences(python)
  return report(`means, intervals and tests against SciPy ${scipy}`, found)
}

/** Seven figures: more than float32 holds, and a small file. */
function rounded(fixture: Fixture): Fixture {
  return JSON.parse(
    JSON.stringify(fixture, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(7)) : value)),
  ) as Fixture
}
