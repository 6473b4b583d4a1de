/** A library: the folder of a person's designs and runs. One process at a time may have it open. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Failure } from '../files/failure.ts'
import { backUp } from './backups.ts'
import { openChartLayouts, type ChartLayouts } from './chart-layouts.ts'
import { openDesigns, type Designs } from './designs.ts'
import { openDesignVersions, type DesignVersions } from './design-versions.ts'
import { openLibraryDatabase } from './library-database.ts'
import { copyTo } from './migrate.ts'
import { openLibraryRuns, type LibraryRuns } from './library-runs.ts'
import { openSavedViews, type SavedViews } from './saved-views.ts'
import { openStudies, type Studies } from './studies.ts'
import { openSweeps, type Sweeps } from './sweeps.ts'
import { openQueueSettings, type KeptQueueSettings } from './queue-settings.ts'

export interface Notice {
  /** What cannot be read, or not fully. */
  readonly about: 'library' | 'run' | 'design'
  /** What is and what to do, as sentences. */
  readonly text: string
}

export interface Library {
  readonly folder: string
  readonly runs: LibraryRuns
  readonly designs: Designs
  readonly versions: DesignVersions
  /** Of the table of runs. */
  readonly views: SavedViews
  readonly sweeps: Sweeps
  readonly chartLayouts: ChartLayouts
  readonly studies: Studies
  /** What a person asked of the queue. */
  readonly queue: KeptQueueSettings
  /** What the person should be told: a damaged file that was put aside, a newer one that is only read, a run that cannot be. */
  readonly notices: readonly Notice[]
  /** Why it is only shown: its disk cannot be written to, or a newer Stagecraft wrote it. Null where it can be changed. */
  readonly readOnly: Failure | null
  /** Writes a whole copy of library.db, as of now, beside it; gives its path, which is the caller's to remove. Throws where nothing can be written. */
  backUp(): string
  /** Once; again does nothing. */
  close(): void
}

/** Opens the library in `folder`, or makes one there. `now` gives milliseconds since 1970. `later`: whoever opens it reads its runs on (`runs.reading`). */
export function openLibrary(folder: string, now: () => number = Date.now, reading: 'at once' | 'later' = 'at once'): Library {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, 'library.db')
  const database = openLibraryDatabase(path)
  const runs = openLibraryRuns(folder, database, now)
  if (reading === 'at once') runs.reading.readOn(() => false)
  const designs = openDesigns(database, now)
  const versions = openDesignVersions(database, now)
  const views = openSavedViews(database, now)
  const sweeps = openSweeps(database, now)
  const studies = openStudies(database, now)
  const uncopied = database.readOnly ? null : backUp(database.connection, path, now())
  let isClosed = false
  return {
    folder,
    runs,
    designs,
    versions,
    views,
    sweeps,
    chartLayouts: openChartLayouts(database),
    studies,
    queue: openQueueSettings(folder, database),
    readOnly: database.readOnly,
    get notices() {
      const about = (kind: Notice['about'], texts: readonly string[]): Notice[] => texts.map((text) => ({ about: kind, text }))
      return [
        ...about('library', uncopied === null ? database.notices : [...database.notices, uncopied]),
        ...about('run', runs.notices),
        ...about('design', designs.unreadable),
        ...about('library', [...studies.unreadable, ...sweeps.unreadable]),
      ]
    },
    backUp() {
      if (database.readOnly) throw database.readOnly
      const copy = `${path}.copy`
      copyTo(database.connection, copy)
      return copy
    },
    close() {
      if (isClosed) return
      isClosed = true
      runs.close()
      if (!database.readOnly) backUp(database.connection, path, now())
      database.connection.close()
    },
  }
}
