import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import type { TensorFlowFacts } from '../../../resources/setup/runtime-facts.ts'

const folder = mkdtempSync(join(tmpdir(), 'stagecraft-runtime-'))
vi.stubEnv('STAGECRAFT_RUNTIME', folder)
const { isDone, markDone, readFacts, remember } = await import('../../../resources/setup/runtime-facts.ts')
const { runtimeLocation } = await import('../../../core/tensorflow/runtime-location.ts')

beforeEach(() => rmSync(join(folder, 'runtime.json'), { force: true }))
afterAll(() => rmSync(folder, { recursive: true }))

const missing = { kind: 'missing', reason: 'There is no compiler.', remedy: 'Install one.' } as const

test('a stage is done until its stamp changes; what was found stays beside it', () => {
  expect(isDone('binding', 'version 1')).toBe(false)
  markDone('binding', 'version 1')
  remember({ tensorflow: missing })
  markDone('window', 'abc')
  expect(isDone('binding', 'version 1')).toBe(true)
  expect(isDone('binding', 'version 2')).toBe(false)
  expect(readFacts()).toEqual({ tensorflow: missing, stamps: { binding: 'version 1', window: 'abc' } })
})

test('a damaged file means that everything is done again', () => {
  markDone('binding', 'version 1')
  writeFileSync(join(folder, 'runtime.json'), '{"stamps": {"binding": "ver')
  expect(readFacts()).toEqual({ stamps: {} })
})

test('trainers read what set-up wrote', () => {
  remember({ tensorflow: missing })
  expect(runtimeLocation(folder)).toEqual(missing)
})

test('they read of our own kernels whether there are any, and why not', () => {
  for (const path of ['binding/tfjs_binding.node', 'kernels/kernels.node', 'tensorflow/lib/any']) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), '')
  }
  const tensorflow: TensorFlowFacts = { kind: 'native', version: '2.21.0', variant: 'cpu', libraryFolders: ['tensorflow/lib'] }
  const path = join(folder, 'kernels', 'kernels.node')
  remember({ tensorflow })
  // As an older set-up left them.
  expect(runtimeLocation(folder)).toMatchObject({ kernels: { kind: 'compiled', path, version: '' } })
  remember({ kernels: { kind: 'compiled', version: '489acef1d1e2' } })
  expect(runtimeLocation(folder)).toMatchObject({ kernels: { kind: 'compiled', path, version: '489acef1d1e2' } })
  remember({ kernels: missing })
  expect(runtimeLocation(folder)).toMatchObject({ kernels: missing })
  remember({ kernels: { kind: 'compiled', version: '489acef1d1e2' } })
  rmSync(join(folder, 'kernels'), { recursive: true })
  expect(runtimeLocation(folder)).toMatchObject({ kernels: { kind: 'missing', remedy: 'Run `npm run setup`.' } })
})
