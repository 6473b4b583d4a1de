/** A run that begins with weights of a file: whole in its folder, paused at step 0, and the same numbers as the file's. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { exportedDesign, graphOf } from '../../core/export/export.ts'
import { evaluatedWeights, pytorchWeights, withBranchFactors } from '../../core/export/weights.ts'
import { writeExport } from '../../core/export/write-export.ts'
import type { Tensors } from '../../core/files/safetensors.ts'
import { importWeights } from '../../core/import/import.ts'
import type { Recipe } from '../../core/recipe/recipe.ts'
import { readCheckpoint } from '../../core/store/checkpoint-file.ts'
import { checkpointPath, keepCheckpoints } from '../../core/store/checkpoints.ts'
import { firstPosition } from '../../core/store/position.ts'
import { openLibrary } from '../../core/store/library.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import { survivalChances } from '../../core/tensorflow/step-draws.ts'
import { weightsFile } from '../unit/import/weights-files.ts'
import { sampleArchitecture, sampleRecord, temporaryFolder } from './support/samples.ts'

const graph = graphOf(sampleArchitecture)
const { recipe } = sampleRecord('run')

/** Weights of another seed, with statistics that no run begins with. */
const trained: Tensors = new Map(
  [...evaluatedWeights(graph, initialState(graph, { ...recipe, seed: 7 }))].map(([name, { shape, values }]) => [
    name,
    { shape, values: /\.(mean|variance)$/.test(name) ? values.map((value, at) => value + at + 0.25) : values },
  ]),
)
const imported = (change: Partial<Recipe> = {}, weights = trained) =>
  importWeights(weightsFile(pytorchWeights(graph, weights)), sampleArchitecture, { ...recipe, ...change })

test('what an export wrote comes back to the bit, and the optimizer begins anew', async () => {
  const { state, report } = await imported()
  expect(evaluatedWeights(graph, state)).toEqual(trained)
  expect(report).toMatchObject({ adapted: [], refused: [] })
  const initial = initialState(graph, recipe)
  expect([...state.keys()].toSorted()).toEqual([...initial.keys()].toSorted())
  expect(state.get('stem.conv.weights/momentum')?.values.every((value) => value === 0)).toBe(true)
})

test('the initializers of an exported ONNX file are the same numbers', async () => {
  const weights = { weights: () => trained, from: 'a test', scaling: null }
  const what = { format: 'onnx', withWeights: true, features: false } as const
  const folder = temporaryFolder()
  writeExport({ ...exportedDesign(sampleArchitecture), ...weights }, what, folder, 'small')
  const path = join(folder, 'small.onnx')
  expect(evaluatedWeights(graph, (await importWeights(path, sampleArchitecture, recipe)).state)).toEqual(trained)
  for (const bytes of [readFileSync(path).subarray(0, -200), Buffer.from('no such message')]) {
    writeFileSync(path, bytes)
    await expect(importWeights(path, sampleArchitecture, recipe)).rejects.toMatchObject({ code: 'weights-unreadable' })
  }
})

test('averages begin as the weights, and evaluation takes them', async () => {
  const { state } = await imported({ averaging: { kind: 'ema', decay: 0.9 } })
  expect(evaluatedWeights(graph, state)).toEqual(trained)
  expect(state.get('stem.conv.weights/average')).toEqual(state.get('stem.conv.weights'))
})

test('where drop path leaves out branches, evaluation still gives the file’s network', async () => {
  const dropped = { ...recipe, dropPath: 0.5 }
  const { state } = await imported(dropped)
  expect(withBranchFactors(graph, evaluatedWeights(graph, state), survivalChances(graph, dropped))).toEqual(trained)
})

test('numbers that are not finite are refused with the tensor’s name', async () => {
  const bad = new Map(trained).set('head.fc.bias', { shape: [10], values: new Float32Array(10).fill(NaN) })
  const refused = imported({}, bad)
  await expect(refused).rejects.toMatchObject({ code: 'weights-not-finite' })
  await expect(refused).rejects.toThrow('head.fc.bias')
})

test('a file that is gone is refused in words', async () => {
  const gone = `${temporaryFolder()}/gone.safetensors`
  await expect(importWeights(gone, sampleArchitecture, recipe)).rejects.toThrow('it is gone')
})

test('the run is paused at step 0 with its state, also for the next start, and goes on from there', async () => {
  const folder = temporaryFolder()
  const record = sampleRecord('20261121-143000-imported-1f3c')
  const { state } = await imported()
  const looks = [openLibrary(folder, () => 5)]
  const fill = (into: string): Promise<typeof record> => {
    keepCheckpoints(into, record, () => 5).save({ ...firstPosition(record.totalSteps), evaluated: false }, state)
    return Promise.resolve(record)
  }
  await looks[0]?.runs.addImported(record.id, fill, false)
  const seen = () => looks.at(-1)?.runs.summary(record.id, () => null)
  expect(seen()).toMatchObject({ status: { kind: 'paused', step: 0 }, resumesFrom: 0, damage: [] })
  looks[0]?.close()
  const next = openLibrary(folder, () => 6)
  looks.push(next)
  expect(seen()).toMatchObject({ status: { kind: 'paused', step: 0 }, resumesFrom: 0, damage: [] })
  expect([next.runs.queued(), next.runs.running()]).toEqual([[], []])
  const read = readCheckpoint(checkpointPath(next.runs.folder(record.id), 0))
  expect(read.ok && read.value).toMatchObject({ run: record.id, position: { step: 0, evaluated: false }, state })
  expect(await next.runs.verifiedWayOn(record.id)).toEqual({ from: 0, refused: null })
  next.runs.resume(record.id)
  expect(seen()).toMatchObject({ status: { kind: 'queued', position: 1 } })
  next.close()
})
