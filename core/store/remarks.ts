/**
 * What a person says of a run: remarks.json in its folder, written by the lab. It goes wherever the folder goes, to the bin, to another library
 * and back; run.json stays as it was written when the run was queued.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../files/durable.ts'
import { Failure } from '../files/failure.ts'
import { nameSchema } from '../text/names.ts'
import { notesSchema, tagsSchema } from '../text/remarks.ts'
import type { RunRecord } from './run.ts'
import { readSmallFile, type SmallFile } from './small-file.ts'

export const remarksFile = 'remarks.json'

export interface Remarks {
  /** Null where the run is called as it was when it was queued. */
  readonly name: string | null
  readonly tags: readonly string[]
  readonly notes: string
  readonly favourite: boolean
  /** Left out of lists until it is asked for. */
  readonly archived: boolean
}

export const noRemarks: Remarks = { name: null, tags: [], notes: '', favourite: false, archived: false }

/** What changes of them; what is left out stays. */
export type RemarksChange = Partial<Remarks>

const remarksSchema = z.strictObject({
  format: z.literal('stagecraft-remarks'),
  version: z.literal(1),
  name: nameSchema.nullable(),
  tags: tagsSchema,
  notes: notesSchema,
  favourite: z.boolean(),
  archived: z.boolean(),
})

export function readRemarksFile(runFolder: string): SmallFile<z.infer<typeof remarksSchema>> {
  return readSmallFile(join(runFolder, remarksFile), remarksSchema)
}

/** Nothing where there are none, or none that can be read: that is told with the run, and nothing is written over them. */
export function readRemarks(runFolder: string): Remarks {
  const found = readRemarksFile(runFolder)
  if (found.kind !== 'read') return noRemarks
  const { format: _format, version: _version, ...remarks } = found.value
  return remarks
}

/** On the disk when it returns. Throws a Failure `remarks-unreadable` where what is there cannot be read, and leaves that as it is. */
export function changeRemarks(runFolder: string, change: RemarksChange): Remarks {
  const found = readRemarksFile(runFolder)
  if (found.kind === 'damaged')
    throw new Failure(
      'remarks-unreadable',
      `What is said of this run cannot be read, so it is not changed: ${join(runFolder, remarksFile)}: ${found.why}.`,
      'It may be of a newer Stagecraft, or damaged. Mend that file or move it away, then try again.',
    )
  const content = remarksSchema.parse({ format: 'stagecraft-remarks', version: 1, ...readRemarks(runFolder), ...change })
  writeDurably(join(runFolder, remarksFile), JSON.stringify(content, null, 2) + '\n')
  return readRemarks(runFolder)
}

/** The record under the name that the person gave it since. */
export function renamed<R extends Pick<RunRecord, 'name'>>(record: R, { name }: Pick<Remarks, 'name'>): R {
  return name === null || name === record.name ? record : { ...record, name }
}
