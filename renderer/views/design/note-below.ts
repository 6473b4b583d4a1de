/** What stands below a field of a stage. */
import type { Problem } from '../../../core/architecture/problem.ts'

/** What is wrong with the field, else what its value means. */
export function noteBelow(
  problem: Problem | undefined,
  meaning: string,
): { below: string; severity: 'error' | 'warning' | null } {
  return problem ? { below: `expected ${problem.expected}`, severity: problem.severity } : { below: meaning, severity: null }
}
