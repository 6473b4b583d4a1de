/** `lab runs` with words: the runs that the window's search finds. The lab is a list of runs. */
import { expect, test } from 'vitest'
import type { LabClient } from '../../../core/api/contract.ts'
import { noRemarks } from '../../../core/store/remarks.ts'
import { listRuns } from '../../../core/cli/runs.ts'
import { preset, runSummary } from '../renderer-runs/samples.ts'

const runs = [
  runSummary({ id: 'plain', name: 'one' }),
  runSummary({ id: 'grouped', name: 'two', architecture: preset('resnext-50-32x4d') }),
]

function clientWith(values: readonly unknown[]): LabClient {
  return {
    subscribe(name: string, _parameters: unknown, onValue: (value: unknown) => void) {
      queueMicrotask(() => onValue(name === 'runs' ? values : { notices: [] }))
      return () => undefined
    },
  } as unknown as LabClient
}

async function listed(words: readonly string[], json: boolean, of: readonly unknown[] = runs, where = ''): Promise<string[]> {
  const printed: string[] = []
  const context = { client: clientWith(of), command: (command: string) => `lab ${command}` }
  expect(await listRuns({ words, where }, context, json, (line) => printed.push(line))).toBe(0)
  return printed
}

test('words of kinds and options find a run, and all runs are listed without words', async () => {
  const ids = async (...words: string[]) =>
    (await listed(words, true)).map((line) => (JSON.parse(line) as { record: { id: string } }).record.id)
  expect(await ids()).toEqual(['plain', 'grouped'])
  expect(await ids('grouped', '32')).toEqual(['grouped'])
  expect(await ids('option', 'a')).toEqual(['plain'])
})

test('where nothing is found, it is said so, and not that there are no runs', async () => {
  expect(await listed(['dense'], false)).toEqual(['No run is found by dense. lab runs lists them all.'])
  expect(await listed([], false, [])).toEqual(['No runs yet. lab train resnet-20 --data cifar10 makes one.'])
})

test('a query finds them as in the window, and what cannot be read of it is pointed at', async () => {
  expect((await listed([], true, runs, 'stage.shortcut = A')).length).toBe(1)
  expect((await listed(['one'], true, runs, 'error < 9,5')).length).toBe(1)
  await expect(listed([], true, runs, 'error < A')).rejects.toThrow(
    'error is a number, alone or in %; this is A.\n  error < A\n          ^',
  )
})

test('what is archived is left out, and that is said', async () => {
  const archived = runSummary({ id: 'old' }, undefined, { remarks: { ...noRemarks, archived: true } })
  expect((await listed([], true, [...runs, archived])).length).toBe(2)
  expect((await listed([], false, [...runs, archived])).at(-1)).toBe('1 more is archived. lab runs --archived lists them too.')
  expect((await listed([], true, [...runs, archived], 'archived = yes')).length).toBe(1)
})
