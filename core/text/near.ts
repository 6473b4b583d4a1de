/** Names that look like what was typed: what a person may have meant. */
import { comparable } from './names.ts'

/** The names that look most like what was typed, nearest first: at most three, and only such that a slip of the finger explains. */
export function nearestNames(typed: string, names: readonly string[]): string[] {
  const wanted = comparable(typed).toLowerCase()
  return names
    .map((name) => ({ name, distance: editDistance(wanted, comparable(name).toLowerCase()) }))
    .filter(({ name, distance }) => distance <= Math.max(2, name.length / 3))
    .sort((one, other) => one.distance - other.distance)
    .slice(0, 3)
    .map(({ name }) => name)
}

/** Levenshtein's distance: least number of letters to insert, remove or replace. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1]
    for (const [column, other] of [...to].entries()) {
      const replaced = (row[column] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(replaced, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}
