/** Data sets of the lab, with the one that comes along: it is decoded and not fetched, so no network is needed. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDatasetService, type DatasetService } from '../../../core/lab/dataset-service.ts'

let folder: string
let service: DatasetService
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-data-'))
  service = createDatasetService(folder)
})
afterEach(async () => {
  await service.calls['datasets.cancel']({ id: 'mnist' })
  rmSync(folder, { recursive: true, force: true })
})

/** Resolves once the data set's state is as wanted. */
function until(kind: string): Promise<void> {
  return new Promise((resolve) => {
    const stop = service.changed.watch(() => {
      if (service.state('mnist').status.kind !== kind) return
      stop()
      resolve()
    })
  })
}

test('a download that is asked for while a cancelled one is still ending arrives', async () => {
  const ready = until('ready')
  await service.calls['datasets.download']({ id: 'mnist' })
  const cancelled = service.calls['datasets.cancel']({ id: 'mnist' })
  await service.calls['datasets.download']({ id: 'mnist' })
  await cancelled
  expect(service.busy).toBe(true)
  await ready
  expect(service.busy).toBe(false)
})

test('cancelling is answered once nothing is under way, and the data set is absent then', async () => {
  await service.calls['datasets.download']({ id: 'mnist' })
  await service.calls['datasets.cancel']({ id: 'mnist' })
  expect(service.busy).toBe(false)
  expect(service.state('mnist').status.kind).toBe('absent')
  await service.calls['datasets.remove']({ id: 'mnist' })
})
