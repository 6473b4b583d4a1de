/** `delete` and `bin`: what was deleted, back into the library, or its space given back. */
import type { LabClient } from '../api/contract.ts'
import type { Bin } from '../api/contract/bin.ts'
import { aboutDeletedRun, aboutDeletedVersion } from '../api/deleted-words.ts'
import { bytesText } from '../text/bytes-text.ts'
import { comparable } from '../text/names.ts'
import type { Tell } from './controls.ts'
import type { TrainContext } from './watch.ts'
import { findRun } from './find-run.ts'
import { ask, snapshot } from './lab-client.ts'
import { dateAndTime } from '../text/date-text.ts'
import { table } from './text.ts'
import { nearestNames } from '../text/near.ts'
import { UsageError } from './usage.ts'

type Asked = Pick<TrainContext, 'client' | 'command'>

/** Something in the bin, as a line of its list. */
interface Item {
  readonly id: string
  readonly kind: 'run' | 'design' | 'version'
  /** Null where it cannot be read. */
  readonly name: string | null
  readonly about: string
  readonly bytes: number
  readonly deletedAt: number
}

/** Prints what is in the bin, newest deletion first; with `json` one item a line. */
export async function listBin({ client, command }: Asked, json: boolean, print: (line: string) => void): Promise<void> {
  const items = itemsOf(await snapshot(client, 'bin', {}))
  if (json) for (const { id, kind, name, bytes, deletedAt } of items) print(JSON.stringify({ id, kind, name, bytes, deletedAt }))
  else if (items.length === 0) print('The bin is empty.')
  else {
    const rows = items.map(({ id, name, about, bytes, deletedAt }) => [
      id,
      name ?? 'cannot be read',
      about,
      bytesText(bytes),
      dateAndTime(deletedAt),
    ])
    print(table(['id', 'name', 'what', 'frees', 'deleted'], rows, [3]))
    print(`${command('bin purge --all')} frees ${bytesText(bytesOf(items))}.`)
  }
}

/** Puts runs into the bin. All are found before the first is moved. */
export async function deleteRuns(named: readonly string[], { client, command }: Asked, tell: Tell): Promise<void> {
  const runs = await Promise.all(named.map((name) => findRun(client, name)))
  for (const { record } of runs) {
    const { bytes } = await ask(client, 'runs.remove', { ids: [record.id] })
    tell(
      { event: 'deleted', run: record.id, bytes },
      `${record.name} is in the bin. ${command(`bin restore ${record.id}`)} brings it back, ${command(`bin purge ${record.id}`)} frees ${bytesText(bytes)}.`,
    )
  }
}

/** Takes runs, designs and versions out of the bin, as they were. */
export async function restoreFromBin(named: readonly string[], client: LabClient, tell: Tell): Promise<void> {
  for (const item of find(itemsOf(await snapshot(client, 'bin', {})), named)) {
    if (item.kind === 'run') await ask(client, 'runs.restore', { ids: [item.id] })
    else await ask(client, `${item.kind}s.restore`, { id: item.id })
    tell({ event: 'restored', kind: item.kind, id: item.id }, `${item.name ?? item.id} is in the library again.`)
  }
}

/** Removes for good what is named, or all; what cannot be removed keeps nothing else in the bin, and is told at the end. */
export async function purgeBin(named: readonly string[], all: boolean, client: LabClient, tell: Tell): Promise<void> {
  if (all === named.length > 0) throw new UsageError('Give the ids of what to purge, or --all for everything that the bin holds.')
  const items = itemsOf(await snapshot(client, 'bin', {}))
  let freed = 0
  const refused: string[] = []
  for (const { id, kind, name } of all ? items : find(items, named)) {
    const reply = await (kind === 'run' ? client.call('runs.purge', { ids: [id] }) : client.call(`${kind}s.purge`, { id }))
    if (!reply.ok) {
      refused.push(`${reply.error.message} ${reply.error.remedy}`)
      continue
    }
    const { bytes } = reply.value
    freed += bytes
    tell({ event: 'purged', kind, id, bytes }, `${name ?? id} is gone for good: ${bytesText(bytes)} free.`)
  }
  if (refused.length > 0) throw new Error(refused.join('\n'))
  if (all) tell({ event: 'emptied', bytes: freed }, `The bin is empty. ${bytesText(freed)} were freed.`)
}

function itemsOf({ runs, designs, versions }: Bin): Item[] {
  const items = [
    ...runs.map((run): Item => {
      const { id, record, bytes, deletedAt } = run
      return { id, kind: 'run', name: record?.name ?? null, about: aboutDeletedRun(run), bytes, deletedAt }
    }),
    ...designs.map(({ id, name, bytes, deletedAt }): Item => ({ id, kind: 'design', name, about: 'design', bytes, deletedAt })),
    ...versions.map((version): Item => ({ ...version, kind: 'version', about: aboutDeletedVersion(version) })),
  ]
  return items.sort((one, other) => other.deletedAt - one.deletedAt)
}

const bytesOf = (items: readonly Item[]): number => items.reduce((sum, { bytes }) => sum + bytes, 0)

/** By their ids, or by a name that only one has. Throws a UsageError for the first that is not one of them. */
function find(items: readonly Item[], named: readonly string[]): Item[] {
  return named.map((wanted) => {
    const byId = items.find(({ id }) => id === wanted)
    if (byId) return byId
    const [only, ...others] = items.filter(({ name }) => name !== null && comparable(name) === comparable(wanted))
    if (only && others.length === 0) return only
    if (only) {
      const ids = [only, ...others].map(({ id }) => id).join(', ')
      throw new UsageError(`${others.length + 1} things in the bin are named ${wanted}. Give the id of one: ${ids}.`)
    }
    const near = nearestNames(
      wanted,
      items.flatMap(({ id, name }) => (name === null ? [id] : [id, name])),
    )
    const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'The command bin lists what is there.'
    throw new UsageError(`There is no ${wanted} in the bin. ${hint}`)
  })
}
