/** What stands below a field of a stage. */
import type { Problem } from '../../../core/architecture/problem.ts'

/** What is wrong with the field, else what its value means. */
export function noteBelow(
  problem: Problem | undefined,
  meaning: string,
): { below: string; severity: 'error' | 'warning' | null } {
  return problem ? { below: `expected ${problem.expected}`, severity: problem.severity } : { below: meaning, severity: null }
}

/** What stands below a field in which several stages differ: `mixed: 64, 128`. Empty where they do not. */
export function mixedWords<T>(values: readonly T[], word: (value: T) => string): string {
  const words = [...new Set(values.map(word))]
  if (words.length < 2) return ''
  return `mixed: ${words.slice(0, mostWords).join(', ')}${words.length > mostWords ? ', …' : ''}`
}
const mostWords = 5
