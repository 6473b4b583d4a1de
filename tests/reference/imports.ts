/** Models that PyTorch and Keras saved, imported: the scores here against theirs, from the same weights and images. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fitDataset } from '../../core/architecture/fit-dataset.ts'
import { loadGallery } from '../../core/architecture/presets.ts'
import { graphOf } from '../../core/export/export.ts'
import { evaluatedWeights } from '../../core/export/weights.ts'
import { Failure } from '../../core/files/failure.ts'
import { importWeights } from '../../core/import/import.ts'
import { recipePresets } from '../../core/recipe/presets.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { outputsHere } from './exports.ts'
import { withoutLibraries } from './python.ts'

/** Files that imports.py writes, and the network of the gallery that each is of. */
const cases = [
  { file: 'resnet-18.safetensors', network: 'resnet-18' },
  { file: 'resnet-34.onnx', network: 'resnet-34' },
  { file: 'densenet-121.safetensors', network: 'densenet-121' },
  { file: 'resnet-50-v1.keras', network: 'resnet-50-v1' },
  { file: 'densenet-121-keras.keras', network: 'densenet-121' },
  { file: 'vgg-16.keras', network: 'vgg-16' },
] as const

const shape = [2, 64, 64, 3]
/** The promise: scores agree to this share of the largest of them. */
const tolerance = 1e-4

export interface ImportDifference {
  readonly what: string
  readonly found: readonly string[]
}

/** What differs of each, in words. */
export async function importDifferences(python: string, binding: Binding): Promise<ImportDifference[]> {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-imports-'))
  try {
    const script = fileURLToPath(new URL('./imports.py', import.meta.url))
    const { status } = spawnSync(python, [script, folder], { stdio: ['ignore', 'inherit', 'inherit'], env: withoutLibraries() })
    if (status !== 0) {
      throw new Failure(
        'imports-unwritten',
        'Python could not write the models (its messages are above).',
        'Run it again, or mend imports.py.',
      )
    }
    const found: ImportDifference[] = []
    for (const { file, network } of cases) found.push({ what: file, found: await differencesOf(binding, folder, file, network) })
    return found
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function differencesOf(binding: Binding, folder: string, file: string, network: string): Promise<string[]> {
  const path = join(folder, file)
  const [recipe] = recipePresets().map((preset) => preset.recipe)
  const preset = (await loadGallery()).find(({ id }) => id === network)
  if (preset === undefined || recipe === undefined || !existsSync(path)) return ['there is no such network or file']
  const architecture = fitDataset(preset.architecture, { height: 64, width: 64, channels: 3, classes: 10 })
  const { state, report } = await importWeights(path, architecture, recipe)
  const graph = graphOf(architecture)
  const [name = ''] = file.split('.')
  const given = outputsHere(binding, graph, evaluatedWeights(graph, state), shape, numbersIn(join(folder, `${name}.image`)))
  const scores = given.find((output) => output.name === 'scores')?.values ?? new Float32Array(0)
  const theirs = numbersIn(join(folder, `${name}.scores`))
  const largest = theirs.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const difference = theirs.reduce((most, value, at) => Math.max(most, Math.abs(value - (scores[at] ?? NaN))), 0) / largest
  return [
    ...(scores.length === theirs.length && difference <= tolerance ? [] : [`scores differ by ${difference.toExponential(1)}`]),
    ...report.refused.map(({ name: tensor }) => `${tensor} was refused`),
    ...report.anew.map((layer) => `${layer} began anew`),
  ]
}

function numbersIn(path: string): Float32Array {
  return new Float32Array(new Uint8Array(readFileSync(path)).buffer)
}
