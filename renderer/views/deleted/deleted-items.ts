/** What is in the bin, as rows of its list. */
import type { Bin } from '../../../core/api/contract/bin.ts'
import { aboutDeletedRun, aboutDeletedVersion } from '../../../core/api/deleted-words.ts'
import { formatBytes, formatCounted } from '../../format.ts'

export interface DeletedItem {
  readonly id: string
  readonly kind: 'run' | 'design' | 'version'
  readonly name: string
  /** `run of ResNet-20 on CIFAR-10` */
  readonly about: string
  readonly bytes: number
  readonly deletedAt: number
}

/** Newest deletion first. */
export function deletedItems({ runs, designs, versions }: Bin): DeletedItem[] {
  const items = [
    ...runs.map((run): DeletedItem => {
      const { id, record, bytes, deletedAt } = run
      return { id, kind: 'run', name: record?.name ?? id, about: aboutDeletedRun(run), bytes, deletedAt }
    }),
    ...designs.map(({ id, name, bytes, deletedAt }): DeletedItem => {
      const about = name === null ? 'design that cannot be read' : 'design'
      return { id, kind: 'design', name: name ?? id, about, bytes, deletedAt }
    }),
    ...versions.map((version): DeletedItem => ({ ...version, kind: 'version', about: aboutDeletedVersion(version) })),
  ]
  return items.sort((one, other) => other.deletedAt - one.deletedAt)
}

/** `3 runs and 1 design` */
export function countedTogether(items: readonly DeletedItem[]): string {
  const count = (kind: DeletedItem['kind']): string[] => {
    const found = items.filter((item) => item.kind === kind).length
    return found === 0 ? [] : [formatCounted(found, kind)]
  }
  const counts = [...count('run'), ...count('design'), ...count('version')]
  return [counts.slice(0, -1).join(', '), ...counts.slice(-1)].filter((words) => words !== '').join(' and ')
}

/** The same; a single one by its name. */
export function namedTogether(items: readonly DeletedItem[]): string {
  const [only] = items
  return items.length === 1 && only ? only.name : countedTogether(items)
}

export function sizeOf(items: readonly DeletedItem[]): string {
  return formatBytes(items.reduce((sum, { bytes }) => sum + bytes, 0))
}
