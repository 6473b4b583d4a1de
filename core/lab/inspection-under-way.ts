/**
 * Which analysis is under way, kept in the library: what a lab that was killed leaves is told at the next start, for the person who asked has gone by then. Nothing
 * half done counts: what is kept of an analysis is renamed into its place whole.
 */
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably } from '../files/durable.ts'
import { isDiskFull, isReadOnly } from '../files/failure.ts'
import { analyses, askedSchema } from '../inspect/analyses.ts'
import { readInspection, removeHalves, type Asked } from '../inspect/kept.ts'
import type { Notice } from '../store/library.ts'
import { readSmallFile } from '../store/small-file.ts'
import { visibleText } from '../text/visible-text.ts'

export interface UnderWay {
  begun(work: { readonly run: string; readonly name: string; readonly asked: Asked }): void
  ended(): void
  /** Of the one that the lab before this one left. */
  readonly notices: readonly Notice[]
}

const fileName = 'inspection-under-way.json'
const schema = z.strictObject({
  run: z.string(),
  name: z.string(),
  step: z.number().int(),
  asked: askedSchema,
})

export function inspectionUnderWay(libraryFolder: string, runFolder: (run: string) => string): UnderWay {
  const file = join(libraryFolder, fileName)
  const remove = (): void => whereWritable(() => rmSync(file, { force: true }))
  const read = readSmallFile(file, schema)
  const left = read.kind === 'read' ? read.value : null
  remove()
  return {
    begun({ run, name, asked: { kind, options, step } }) {
      // Where nothing can be written the analysis itself says so, once it comes to keep what it measured.
      whereWritable(() => writeDurably(file, JSON.stringify({ run, name, step, asked: { kind, options } })))
    },
    ended: remove,
    notices: left === null ? [] : noticesOf(left, runFolder(left.run)),
  }
}

function noticesOf({ name, step, asked }: z.infer<typeof schema>, folder: string): Notice[] {
  if (!existsSync(folder)) return []
  whereWritable(() => removeHalves(folder, step))
  if (readInspection(folder, { ...asked, step }) !== null) return []
  const what = `“${analyses[asked.kind].title}” of ${visibleText(name)}`
  return [
    { about: 'run', text: `${what} was under way when Stagecraft ended: nothing of it is kept. Measure it again in Inspect.` },
  ]
}

function whereWritable(write: () => void): void {
  try {
    write()
  } catch (thrown) {
    if (!isDiskFull(thrown) && !isReadOnly(thrown)) throw thrown
  }
}
