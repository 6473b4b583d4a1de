/** A run is exported as evaluation sees it at a checkpoint; what cannot be is refused. */
import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportedDesign, exportedRun } from '../../core/export/export.ts'
import { writeExport } from '../../core/export/write-export.ts'
import { readTensors, type Tensors } from '../../core/files/safetensors.ts'
import type { Recipe } from '../../core/recipe/recipe.ts'
import { checkpointPath, keepCheckpoints } from '../../core/store/checkpoints.ts'
import { firstPosition } from '../../core/store/position.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import { sampleArchitecture, sampleRecord, temporaryFolder } from './support/samples.ts'

const { graph } = exportedDesign(sampleArchitecture)

/** A run with checkpoints at these steps and errors; every number of a state is its step, of an average one more. */
function runWith(errors: Readonly<Record<number, number>>, change: Partial<Recipe> = {}) {
  const recipe = { ...sampleRecord('run').recipe, ...change }
  const record = sampleRecord('run', { recipe })
  const folder = temporaryFolder()
  const keeper = keepCheckpoints(folder, record, () => 1)
  for (const [step, error] of Object.entries(errors)) {
    const state: Tensors = new Map(
      [...initialState(graph, recipe)].map(([name, { shape, values }]) => [
        name,
        { shape, values: values.map(() => Number(step) + (name.endsWith('/average') ? 1 : 0)) },
      ]),
    )
    keeper.save({ ...firstPosition(1000), step: Number(step), error }, state)
  }
  return { folder, record }
}

const bn = 'stage1.block1.bn2.scale'
const first = (tensors: Tensors, name = bn): number | undefined => tensors.get(name)?.values[0]

test('the newest, the best, or that of a step', () => {
  const { folder, record } = runWith({ 10: 0.1, 20: 0.2, 30: 0.3 })
  const at = (wanted: 'last' | 'best' | number): number | undefined => first(exportedRun(folder, record, wanted, null).weights())
  expect([at('last'), at('best'), at(20)]).toEqual([30, 10, 20])
  expect(() => at(11)).toThrow(expect.objectContaining({ code: 'no-checkpoint', remedy: 'It has those of steps 30, 20, 10.' }))
})

test('where none can be read it says why, and that another copy of the run would help', () => {
  const { folder, record } = runWith({ 10: 0.1 })
  truncateSync(checkpointPath(folder, 10), 100)
  for (const wanted of ['last', 'best', 10] as const)
    expect(() => exportedRun(folder, record, wanted, null)).toThrow(
      expect.objectContaining({
        code: 'no-checkpoint',
        message: expect.stringMatching(/^.* has no .*checkpoint.*: that of step 10 cannot be read: .+\.$/) as string,
        remedy: 'Bring the run back from a backup or a pack, or train it again.',
      }),
    )
})

test('averaged weights where the run averages', () => {
  const { folder, record } = runWith({ 10: 0.2 }, { averaging: { kind: 'ema', decay: 0.9 } })
  const exported = exportedRun(folder, record, 'last', null)
  expect(first(exported.weights())).toBe(11)
  expect(exported.from).toBe('step 10 of run, averaged')
})

test('drop path’s factor is within what ends the branch, and nowhere else', () => {
  const { folder, record } = runWith({ 10: 0.2 }, { dropPath: 0.5 })
  const weights = exportedRun(folder, record, 'last', null).weights()
  // The only block of one: it takes part in half of the steps.
  expect([first(weights), first(weights, 'stage1.block1.bn2.offset')]).toEqual([5, 5])
  expect([first(weights, 'stage1.block1.bn2.mean'), first(weights, 'stage1.block1.bn1.scale')]).toEqual([10, 10])
})

test('a checkpoint that is damaged is refused with the reason', () => {
  const { folder, record } = runWith({ 10: 0.2 })
  const [name = ''] = readdirSync(join(folder, 'checkpoints'))
  const path = join(folder, 'checkpoints', name)
  const bytes = readFileSync(path)
  bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
  writeFileSync(path, bytes)
  expect(() => exportedRun(folder, record, 'last', null)).toThrow(expect.objectContaining({ code: 'checkpoint-unusable' }))
})

test('weights beside the source are the same numbers under PyTorch’s names', () => {
  const folder = temporaryFolder()
  const design = exportedDesign(sampleArchitecture)
  const what = { format: 'pytorch', withWeights: true, features: false } as const
  const files = writeExport(design, what, folder, 'small')
  expect(files.map(({ path }) => path)).toEqual([join(folder, 'small.py'), join(folder, 'small.safetensors')])
  const { tensors } = readTensors(join(folder, 'small.safetensors'))
  expect(tensors.get('bn1.running_var')).toEqual({ shape: [16], values: new Float32Array(16).fill(1) })
  expect(tensors.get('fc.weight')?.shape).toEqual([10, 16])
  const sum = (all: Tensors): number => [...all.values()].reduce((total, { values }) => total + values.length, 0)
  expect(sum(tensors)).toBe(sum(design.weights()))
})
