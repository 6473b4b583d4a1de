/** The digits of MNIST for labs under test: of the person's own data folder where the environment names one, else brought into a folder of this file of tests. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { ensureDataset } from '../../../core/datasets/ensure.ts'

/** There before the first test, and before hooks that stand behind this call. */
export function withDigits(): void {
  const before = process.env['STAGECRAFT_DATA']
  const data = before ?? mkdtempSync(join(tmpdir(), 'stagecraft-digits-'))
  beforeAll(async () => {
    process.env['STAGECRAFT_DATA'] = data
    await ensureDataset('mnist', data)
  }, 60_000)
  afterAll(() => {
    if (before !== undefined) return
    delete process.env['STAGECRAFT_DATA']
    rmSync(data, { recursive: true, force: true })
  })
}
