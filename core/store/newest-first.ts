/** The order of every list of runs that nobody has sorted otherwise. */
import type { RunRecord } from './run.ts'

export function newestFirst(one: Pick<RunRecord, 'createdAt' | 'id'>, other: Pick<RunRecord, 'createdAt' | 'id'>): number {
  return other.createdAt - one.createdAt || other.id.localeCompare(one.id)
}
