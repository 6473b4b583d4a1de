/** What a person says of runs, and the views of their table that they saved. */
import { z } from 'zod'
import type { SavedView } from '../../store/saved-views.ts'
import { nameSchema } from '../../text/names.ts'
import { notesSchema, tagsSchema } from '../../text/remarks.ts'
import { id, nothing } from './parameters.ts'

/** What is left out stays. A `name` of null is the one that the run was queued under. */
const changeSchema = z
  .strictObject({
    name: nameSchema.nullable(),
    tags: tagsSchema,
    /** Refused as `notes-changed` where the run has other notes than the ones that were written `over`: another window has saved meanwhile. */
    notes: z.strictObject({ text: notesSchema, over: z.string() }),
    favourite: z.boolean(),
    archived: z.boolean(),
  })
  .partial()

const remarkedRun = z.strictObject({ id, change: changeSchema })
export type RemarkedRun = z.infer<typeof remarkedRun>
export type RemarkChange = RemarkedRun['change']

const columnId = z.string().max(200)

/** What the table of runs shows, and how. Columns and queries that a later Stagecraft knows are kept as they are. */
export const tableViewSchema = z.strictObject({
  query: z.string().max(2000),
  columns: z.array(columnId).max(200),
  /** So many of the first columns stay in sight. */
  pinned: z.number().int().min(0).max(20),
  sorting: z.strictObject({ column: columnId, direction: z.enum(['ascending', 'descending']) }),
  /** Field that rows are grouped by; null: each run is a row. */
  groupBy: columnId.nullable(),
  /** Only columns in which the runs shown differ. */
  differing: z.boolean(),
})
export type TableView = z.infer<typeof tableViewSchema>

export const remarkCalls = {
  /** All of them or, where one is refused, none that stands after it. */
  'runs.remark': z.strictObject({ remarks: z.array(remarkedRun).min(1).max(10_000) }),
  /** Under a new id, or over the view of that id. */
  'views.save': z.strictObject({ id, name: nameSchema, view: tableViewSchema }),
  'views.remove': z.strictObject({ id }),
} satisfies Record<string, z.ZodType>

export interface RemarkResults {
  /** What to ask for to have it as it was. */
  'runs.remark': { undo: RemarkedRun[] }
  'views.save': null
  'views.remove': null
}

export const remarkStreams = {
  /** Saved views of the table of runs, by their names. */
  views: nothing,
} satisfies Record<string, z.ZodType>

export interface RemarkValues {
  views: SavedView<TableView>[]
}
