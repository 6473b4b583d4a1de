/** One lab per library: only who holds the library's lock may open its database and listen at its address. */
import Database from 'better-sqlite3'
import { join } from 'node:path'

export interface LibraryLock {
  /** Gives the lock back, so that the next lab need not wait for this process to end. */
  release(): void
}

/**
 * Takes the library's lock for as long as this process lives; null when another lab has it. It is SQLite's own lock on a
 * file, because the kernel drops it with the process, however that ends.
 */
export function lockLibrary(libraryFolder: string): LibraryLock | null {
  const lock = new Database(join(libraryFolder, 'lab.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return { release: () => lock.close() }
  } catch (thrown) {
    lock.close()
    if (thrown instanceof Database.SqliteError && thrown.code === 'SQLITE_BUSY') return null
    throw thrown
  }
}
