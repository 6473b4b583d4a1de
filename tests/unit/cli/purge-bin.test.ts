/** Emptying the bin where one thing cannot be removed. The lab is a list of what is in it. */
import { expect, test } from 'vitest'
import type { LabClient } from '../../../core/api/contract.ts'
import { purgeBin } from '../../../core/cli/bin.ts'

const run = (id: string) => ({ id, record: null, bytes: 1000, unread: id === 'closed' ? ['checkpoints'] : [], deletedAt: 1 })
const client = {
  subscribe(_name: string, _parameters: unknown, onValue: (value: unknown) => void) {
    queueMicrotask(() => onValue({ runs: ['closed', 'well'].map(run), designs: [], versions: [] }))
    return () => undefined
  },
  call(_name: string, { ids: [id] }: { ids: string[] }) {
    const error = { code: 'not-removable', message: 'The run closed was not purged.', remedy: 'Make it readable.' }
    return Promise.resolve(id === 'closed' ? { ok: false, error } : { ok: true, value: { bytes: 1000 } })
  },
} as unknown as LabClient

test('what cannot be removed keeps nothing else in the bin, is told with what to do, and is not called emptied', async () => {
  const told: unknown[] = []
  await expect(purgeBin([], true, client, (event) => told.push(event))).rejects.toThrow(
    'The run closed was not purged. Make it readable.',
  )
  expect(told).toEqual([{ event: 'purged', kind: 'run', id: 'well', bytes: 1000 }])
})
