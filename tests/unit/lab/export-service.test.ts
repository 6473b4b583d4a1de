/** Exports that the lab makes: one after the other, into its own folder, each told to its end. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { CallParameters } from '../../../core/api/contract.ts'
import type { ExportState } from '../../../core/api/contract/exports.ts'
import { createExportService } from '../../../core/lab/export-service.ts'
import { openLibrary } from '../../../core/store/library.ts'
import { manyWeights } from '../../store/support/exports.ts'
import { sampleArchitecture, temporaryFolder } from '../../store/support/samples.ts'

function service() {
  const folder = temporaryFolder()
  const library = openLibrary(folder)
  const exports = createExportService({ library, data: folder, live: () => null })
  onTestFinished(() => {
    exports.close()
    library.close()
  })
  const ask = (name: string, architecture = sampleArchitecture): string => {
    const parameters: CallParameters<'networks.export'> = {
      of: { kind: 'design', architecture },
      format: 'pytorch',
      weights: true,
      features: false,
      folder: name,
    }
    const answer = exports.calls['networks.export'](parameters)
    if (answer instanceof Promise) throw new Error('It answers at once.')
    return answer.id
  }
  const stateOf = async (id: string): Promise<ExportState | null> => {
    const view = exports.streams.export({ id }, () => undefined)
    const state = await view.read()
    view.dispose()
    return state
  }
  const endOf = async (id: string): Promise<ExportState | null> => {
    const isOver = async (): Promise<boolean> => {
      const state = await stateOf(id)
      return state?.kind !== 'waiting' && state?.kind !== 'running'
    }
    await expect.poll(isOver, { timeout: 60_000 }).toBe(true)
    return stateOf(id)
  }
  return { exports, ask, stateOf, endOf, folder: join(folder, 'exports') }
}

test('one is made after the other; each is told to its end', async () => {
  const { exports, ask, stateOf, endOf, folder } = service()
  const [first, second] = [ask('first', manyWeights), ask('second')]
  expect(await stateOf(first)).toMatchObject({ kind: 'running', remainingMs: null })
  expect(await stateOf(second)).toEqual({ kind: 'waiting' })
  expect(exports.busy).toBe(true)
  expect(await endOf(first)).toMatchObject({
    kind: 'done',
    result: { folder: join(folder, 'first'), weights: 'initial values of seed 1' },
  })
  expect(await endOf(second)).toMatchObject({ kind: 'done' })
  await expect.poll(() => exports.busy).toBe(false)
  expect(readdirSync(folder).toSorted()).toEqual(['first', 'second'])
  expect(await stateOf('of another lab')).toBeNull()
})

test('what is cancelled is not written, whether it waits or is made; the next goes on', async () => {
  const { exports, ask, endOf, folder } = service()
  const [made, waiting, last] = [ask('made', manyWeights), ask('waiting'), ask('last')]
  for (const id of [waiting, made]) void exports.calls['exports.cancel']({ id })
  expect(await endOf(made)).toEqual({ kind: 'cancelled' })
  expect(await endOf(waiting)).toEqual({ kind: 'cancelled' })
  expect(await endOf(last)).toMatchObject({ kind: 'done' })
  expect(readdirSync(folder)).toEqual(['last'])
})

test('a name that is taken is refused at once; what goes wrong later is told with what to do', async () => {
  const { ask, endOf, folder } = service()
  mkdirSync(join(folder, 'taken'), { recursive: true })
  expect(() => ask('taken')).toThrow(expect.objectContaining({ code: 'export-exists' }))
  const stages = manyWeights.stages.map((stage) => ({ ...stage, pool: { kernel: 2, stride: 2 } }))
  const bad = { ...manyWeights, input: { height: 1, width: 1, channels: 3 }, stages }
  expect(await endOf(ask('bad', bad))).toMatchObject({ kind: 'failed', remedy: 'Mend it in the Design view.' })
  expect(existsSync(join(folder, 'bad'))).toBe(false)
})
