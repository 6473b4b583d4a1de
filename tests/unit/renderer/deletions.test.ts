/** Deleting and taking it back, whichever of toast, key and list is used. The lab is a list of what it was asked. */
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import type { LabClient } from '../../../core/api/contract.ts'
import { useToast } from '../../../renderer/app/toast.ts'
import { provideLab } from '../../../renderer/lab.ts'
import { useDeletions } from '../../../renderer/stores/deletions.ts'

let asked: unknown[][] = []
let refused = false

beforeEach(() => {
  asked = []
  refused = false
  useToast().close()
  const error = { code: 'read-only', message: 'The library cannot be changed.', remedy: 'Make it writable.' }
  provideLab({
    call: (name: string, parameters: unknown) => {
      asked.push([name, parameters])
      return Promise.resolve(refused ? { ok: false, error } : { ok: true, value: { bytes: 5_000_000 } })
    },
    subscribe: () => () => undefined,
    onConnection: () => () => undefined,
  } as unknown as LabClient)
  setActivePinia(createPinia())
})

const run = (id: string) => ({ id, name: `run ${id}` })

test('undo brings back the newest deletion first, each once, until there is none', async () => {
  const deletions = useDeletions()
  await deletions.removeRuns([run('a')])
  await deletions.removeRuns([run('b'), run('c')])
  expect(useToast().toast.value?.text).toBe('2 runs moved to the bin, 5.0 MB until it is emptied')
  const newest = deletions.newest
  await newest?.undo()
  expect(useToast().toast.value).toBeNull()
  await newest?.undo()
  expect(deletions.newest?.what).toBe('run a')
  await deletions.newest?.undo()
  expect(deletions.newest).toBeNull()
  expect(asked.filter(([name]) => name === 'runs.restore')).toEqual([
    ['runs.restore', { ids: ['b', 'c'] }],
    ['runs.restore', { ids: ['a'] }],
  ])
})

test('what was restored or purged in the list of the deleted is not taken back again', async () => {
  const deletions = useDeletions()
  await deletions.removeRuns([run('a')])
  await deletions.removeRuns([run('b')])
  deletions.forget(['b'])
  expect(useToast().toast.value).toBeNull()
  expect(deletions.newest?.what).toBe('run a')
})

test('one of several that was restored or purged in the list leaves undo for the others that were deleted with it', async () => {
  const deletions = useDeletions()
  await deletions.removeRuns([run('a'), run('b'), run('c')])
  deletions.forget(['b'])
  expect(deletions.newest?.what).toBe('2 runs')
  deletions.forget(['c'])
  expect(deletions.newest?.what).toBe('run a')
  await deletions.newest?.undo()
  expect(deletions.newest).toBeNull()
  expect(asked.filter(([name]) => name === 'runs.restore')).toEqual([['runs.restore', { ids: ['a'] }]])
})

test('a deletion that was refused says why, and leaves nothing to take back', async () => {
  const deletions = useDeletions()
  refused = true
  await deletions.removeRuns([run('a')])
  expect(deletions.failure).toMatchObject({ remedy: 'Make it writable.' })
  expect(deletions.newest).toBeNull()
  expect(useToast().toast.value).toBeNull()
})
