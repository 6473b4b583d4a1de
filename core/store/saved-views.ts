/** Views of the table of runs under names, as a person saved them. What is in one is not looked at here. */
import type { LibraryDatabase } from './library-database.ts'

export interface SavedView<T = unknown> {
  readonly id: string
  readonly name: string
  readonly view: T
}

export interface SavedViews {
  /** In the order of their names. */
  list(): SavedView[]
  /** On the disk when it returns; over the view of the same id. */
  save(view: SavedView): void
  remove(id: string): void
}

export function openSavedViews({ connection, change }: LibraryDatabase, now: () => number): SavedViews {
  const list = connection.prepare<[], { id: string; name: string; view: string }>('SELECT id, name, view FROM views')
  const save = connection.prepare('INSERT OR REPLACE INTO views (id, name, view, saved_at) VALUES (?, ?, ?, ?)')
  const remove = connection.prepare('DELETE FROM views WHERE id = ?')
  return {
    list: () =>
      list
        .all()
        .map(({ id, name, view }): SavedView => ({ id, name, view: JSON.parse(view) }))
        .sort((one, other) => one.name.localeCompare(other.name, 'en', { numeric: true }) || one.id.localeCompare(other.id)),
    save: ({ id, name, view }) => void change(() => save.run(id, name, JSON.stringify(view), now())),
    remove: (id) => void change(() => remove.run(id)),
  }
}
