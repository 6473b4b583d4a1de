/** What a person says of runs, and the views of their table that they saved. */
import { tableViewSchema, type RemarkChange, type RemarkedRun, type TableView } from '../api/contract/remarks.ts'
import type { LabHandlers } from '../api/server.ts'
import { Failure } from '../files/failure.ts'
import type { Library } from '../store/library.ts'
import type { Remarks, RemarksChange } from '../store/remarks.ts'
import type { SavedView } from '../store/saved-views.ts'
import { createSignal, type Signal } from './signal.ts'
import { viewOf } from './views.ts'

export interface RemarkService {
  readonly calls: Pick<LabHandlers['calls'], 'runs.remark' | 'views.save' | 'views.remove'>
  readonly streams: Pick<LabHandlers['streams'], 'views'>
}

export interface RemarkServiceOptions {
  readonly library: Pick<Library, 'runs' | 'views'>
  readonly runsChanged: Signal<string>
}

export function createRemarkService({ library: { runs, views }, runsChanged }: RemarkServiceOptions): RemarkService {
  const viewsChanged = createSignal()

  const remark = ({ id, change }: RemarkedRun): RemarkedRun => {
    const { notes, ...rest } = change
    const now = runs.summary(id, () => null)?.remarks
    if (notes && now && now.notes !== notes.over)
      throw new Failure(
        'notes-changed',
        'The notes of this run were changed elsewhere meanwhile, so these were not saved over them.',
        'Copy what you wrote, look at the notes as they are now, and add it there.',
      )
    const wanted: RemarksChange = notes ? { ...rest, notes: notes.text } : rest
    const before = runs.remark(id, wanted)
    runsChanged.emit(id)
    return { id, change: wayBack(before, change) }
  }

  return {
    calls: {
      'runs.remark': ({ remarks }) => ({ undo: remarks.map(remark) }),
      'views.save'(view) {
        views.save(view)
        viewsChanged.emit()
        return null
      },
      'views.remove'({ id }) {
        views.remove(id)
        viewsChanged.emit()
        return null
      },
    },
    streams: {
      views: (_parameters, onChange) => viewOf(() => views.list().flatMap(understood), viewsChanged.watch(onChange)),
    },
  }
}

/** The same fields as they were. */
function wayBack(before: Remarks, change: RemarkChange): RemarkChange {
  return {
    ...(change.name !== undefined && { name: before.name }),
    ...(change.tags && { tags: [...before.tags] }),
    ...(change.notes && { notes: { text: before.notes, over: change.notes.text } }),
    ...(change.favourite !== undefined && { favourite: before.favourite }),
    ...(change.archived !== undefined && { archived: before.archived }),
  }
}

/** A view that a newer Stagecraft saved stays in the library, and is not offered. */
function understood({ id, name, view }: SavedView): SavedView<TableView>[] {
  const read = tableViewSchema.safeParse(view)
  return read.success ? [{ id, name, view: read.data }] : []
}
