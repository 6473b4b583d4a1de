/** What "delete" takes: nothing that the table does not show, be it ticked. */
export function runsToDelete(shown: readonly string[], ticked: ReadonlySet<string>, current: string | null): string[] {
  const taken = shown.filter((id) => ticked.has(id))
  if (taken.length > 0) return taken
  return current !== null && shown.includes(current) ? [current] : []
}
