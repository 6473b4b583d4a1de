/** Runs in a thread of its own: decodes one archive into an empty folder, measures what came out, writes meta.json last. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { syncFolder, writeDurably } from '../files/durable.ts'
import { isDiskFull } from '../files/failure.ts'
import type { DatasetDefinition, SplitSink } from './definition.ts'
import { writeFlatFiles } from './flat-files.ts'
import { metaFile } from './layout.ts'
import { compareWithFacts, measure } from './measure.ts'
import { sealMeta } from './meta.ts'

export interface DecodeRequest {
  /** URL of the data set's module. */
  readonly module: string
  /** Name in the definition, and place on disk, of the archive; null for what is bundled. */
  readonly archive: { readonly file: string; readonly path: string } | null
  /** An empty folder. */
  readonly folder: string
  readonly now: number
}

export type DecodeMessage =
  { kind: 'progress'; done: number; total: number } | { kind: 'done' } | { kind: 'failed'; why: string; diskFull: boolean }

const tell = (message: DecodeMessage): void => parentPort?.postMessage(message)

async function decode({ module, archive, folder, now }: DecodeRequest): Promise<void> {
  const { definition } = (await import(module)) as { definition: DatasetDefinition }
  const files = writeFlatFiles(folder, definition, (done, total) => tell({ kind: 'progress', done, total }))
  try {
    await fill(definition, archive, files)
    files.finish()
  } finally {
    files.close()
  }
  const { height, width, channels, classes, trainCount, testCount, id } = definition
  const measured = measure(folder, definition)
  const checks = compareWithFacts(measured, definition)
  const meta = sealMeta({
    format: 'stagecraft-dataset',
    version: 1,
    id,
    height,
    width,
    channels,
    classes: [...classes],
    trainCount,
    testCount,
    mean: [...measured.mean],
    std: [...measured.std],
    checks: [...sourceChecks(definition, archive?.file), ...checks],
    decodedAt: now,
    files: Object.fromEntries(
      Object.entries(measured.digests).map(([file, sha256]) => [file, { bytes: statSync(join(folder, file)).size, sha256 }]),
    ),
  })
  writeDurably(join(folder, metaFile), meta)
  syncFolder(folder)
}

async function fill({ source }: DatasetDefinition, archive: DecodeRequest['archive'], sink: SplitSink): Promise<void> {
  if (source.kind === 'bundled') {
    await source.decode(sink)
    return
  }
  const found = source.archives.find(({ file }) => file === archive?.file)
  if (!found || !archive) throw new Error(`no decoder for ${archive?.file}`)
  await found.decode(archive.path, sink)
}

function sourceChecks({ source }: DatasetDefinition, file: string | undefined): { name: string; value: string }[] {
  if (source.kind === 'bundled') return [{ name: 'Source', value: `npm ${source.package}, bundled` }]
  const archive = source.archives.find((candidate) => candidate.file === file)
  if (!archive) return []
  return [
    { name: 'Source', value: archive.file },
    { name: `Archive ${archive.digest.algorithm}`, value: archive.digest.value },
  ]
}

try {
  await decode(workerData as DecodeRequest)
  tell({ kind: 'done' })
} catch (thrown) {
  tell({ kind: 'failed', why: thrown instanceof Error ? thrown.message : String(thrown), diskFull: isDiskFull(thrown) })
}
