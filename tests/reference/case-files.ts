/** A training as a Python program reads it: its request, and files of weights, images and labels beside it. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../core/files/failure.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import { batchIndices, bothSplits, rateOf, steps, type ReferenceCase, type Trajectory } from './cases.ts'
import { withoutLibraries } from './python.ts'

export interface Fixture {
  readonly torch: string
  readonly cases: Readonly<Record<string, Trajectory>>
}

/** `described`: what the program reads of a case beside what all do. `program`: a script of this folder, or `-m` and a module. */
export function trainInPyTorch(
  python: string,
  program: readonly string[],
  binding: Binding,
  cases: readonly ReferenceCase[],
  described: (one: ReferenceCase) => object,
): Fixture {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-reference-'))
  try {
    const request = {
      cases: cases.map((one, index) => ({ ...describeCase(binding, one, `case${index}`, folder), ...described(one) })),
    }
    writeFileSync(join(folder, 'request.json'), JSON.stringify(request))
    const result = spawnSync(python, ['-B', ...program, folder], {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      stdio: ['ignore', 'inherit', 'inherit'],
      env: withoutLibraries(),
    })
    const output = join(folder, 'trajectory.json')
    if (result.status !== 0 || !existsSync(output)) {
      throw new Failure(
        'pytorch-failed',
        'PyTorch did not train (its messages are above).',
        'Remove the folder reference beside the runtime, which holds its environment, and run it again.',
      )
    }
    return JSON.parse(readFileSync(output, 'utf8')) as Fixture
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** Weights and images go into files beside the request. */
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
