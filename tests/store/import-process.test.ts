/**
 * Weights are read and the first checkpoint is written by a process of its own: whatever ends it, and wherever, there is a whole run or none. A lab
 * goes on meanwhile.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { graphOf } from '../../core/export/export.ts'
import { evaluatedWeights, pytorchWeights } from '../../core/export/weights.ts'
import { fileParts, headerText } from '../../core/files/safetensors.ts'
import type { ImportPhase } from '../../core/import/messages.ts'
import { createWeightsProcesses } from '../../core/lab/weights-process.ts'
import { readCheckpoint } from '../../core/store/checkpoint-file.ts'
import { checkpointPath } from '../../core/store/checkpoints.ts'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { readRunRecord } from '../../core/store/run-folder.ts'
import { initialState } from '../../core/tensorflow/initial-state.ts'
import { smallDisk } from './support/small-disk.ts'
import { sampleArchitecture, sampleRecord, temporaryFolder } from './support/samples.ts'

/** 2.4 million parameters, with the momentum of as many: 20 MB. */
const wide = {
  ...sampleArchitecture,
  stages: [
    { ...sampleArchitecture.stages[0], kind: 'basic', width: 512, shortcut: 'B' } as (typeof sampleArchitecture.stages)[number],
  ],
}
const record = sampleRecord('imported', { architecture: wide })

function weightsIn(folder: string): string {
  const graph = graphOf(wide)
  const tensors = pytorchWeights(graph, evaluatedWeights(graph, initialState(graph, { ...record.recipe, seed: 7 })))
  const path = join(folder, 'wide.safetensors')
  writeFileSync(path, Buffer.concat([...fileParts(headerText(tensors, {}), tensors)]))
  return path
}

/** Asks for the import as the lab does, and `when` a phase has begun does something about it. */
function importInto(library: Library, path: string, when: ImportPhase | null, act: (end: () => void) => void): Promise<void> {
  const processes = createWeightsProcesses()
  onTestFinished(() => processes.close())
  let acted = false
  processes.changed.watch(() => {
    if (acted || processes.phaseOf('key') !== when) return
    acted = true
    act(() => processes.cancel('key'))
  })
  return library.runs.addImported(
    record.id,
    async (folder) => {
      const { origin } = await processes.ask('key', { kind: 'import', path, run: record, folder })
      return { ...record, origin }
    },
    true,
  )
}

function opened(folder = temporaryFolder()): Library {
  const library = openLibrary(folder, () => 5)
  onTestFinished(() => library.close())
  return library
}

test('the run is whole, queued to be evaluated, and says where it is from', async () => {
  const library = opened()
  const phases: (ImportPhase | null)[] = []
  await importInto(library, weightsIn(temporaryFolder()), 'writing', () => phases.push('writing'))
  expect(phases).toEqual(['writing'])
  expect(library.runs.queued()).toEqual([record.id])
  const folder = library.runs.folder(record.id)
  expect(readRunRecord(folder).origin).toMatchObject({
    file: 'wide.safetensors',
    format: 'safetensors',
    network: 'small',
    anew: [],
  })
  expect(readCheckpoint(checkpointPath(folder, 0))).toMatchObject({
    ok: true,
    value: { position: { step: 0, evaluated: false } },
  })
})

test.each<ImportPhase>(['reading', 'drawing', 'writing'])('cancelled while %s, nothing of it is left', async (phase) => {
  const library = opened()
  const importing = importInto(library, weightsIn(temporaryFolder()), phase, (end) => end())
  await expect(importing).rejects.toMatchObject({ code: 'import-cancelled' })
  expect(readdirSync(join(library.folder, 'runs'))).toEqual([])
  expect(library.runs.queued()).toEqual([])
})

test('what a lab that was killed meanwhile left half made is gone with the next start', () => {
  const folder = temporaryFolder()
  openLibrary(folder).close()
  mkdirSync(join(folder, 'runs', `${record.id}.4711-1.tmp`, 'checkpoints'), { recursive: true })
  writeFileSync(join(folder, 'runs', `${record.id}.4711-1.tmp`, 'checkpoints', 'step-00000000.safetensors.12-1.tmp'), 'half')
  opened(folder)
  expect(readdirSync(join(folder, 'runs'))).toEqual([])
})

test('a full disk is said, and nothing of the run is left', async (context) => {
  const library = opened(smallDisk(context, 'size=12m'))
  const importing = importInto(library, weightsIn(temporaryFolder()), null, () => {})
  await expect(importing).rejects.toMatchObject({
    code: 'disk-full',
    remedy: expect.stringContaining('Nothing of this run was kept.') as string,
  })
  expect(readdirSync(join(library.folder, 'runs'))).toEqual([])
})
