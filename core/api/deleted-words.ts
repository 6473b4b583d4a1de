/** What something deleted is, in the lists of window and command line. */
import { datasetNames } from '../datasets/names.ts'
import type { DeletedRun } from '../store/bin.ts'
import type { DeletedVersion } from '../store/design-versions.ts'

/** `run of ResNet-20 on CIFAR-10`, and what of it cannot be read: that is not counted in its size, and keeps it from being purged. */
export function aboutDeletedRun({ record, unread }: Pick<DeletedRun, 'record' | 'unread'>): string {
  const what = whatOf(record)
  if (unread.length === 0) return what
  const places = unread.map((path) => (path === '.' ? 'its folder' : path)).join(', ')
  return `${what}; not counted, since this user may not read it: ${places}`
}

/** `version of ResNet-20` */
export function aboutDeletedVersion({ design }: Pick<DeletedVersion, 'design'>): string {
  return design === null ? 'version of a design that cannot be read' : `version of ${design}`
}

function whatOf(record: DeletedRun['record']): string {
  if (record === null) return 'run whose record cannot be read'
  return record.dataset === null ? 'run that was trained elsewhere' : `run of ${record.design} on ${datasetNames[record.dataset]}`
}
