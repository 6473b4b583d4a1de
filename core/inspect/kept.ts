/**
 * What came of analyses, kept with the run they are of: `inspections/step-00000400/lesions-1f0c….json` in its folder, and beside it, where there is much,
 * the same name with `.safetensors`. The name says what was asked, so nothing is measured a second time.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { writeDurably, writePartsDurably } from '../files/durable.ts'
import { namesInFolder, OddFileError } from '../files/regular-file.ts'
import { fileParts, headerText, readTensors, TensorFileError, type Tensors } from '../files/safetensors.ts'
import { readSmallFile } from '../store/small-file.ts'
import { analyses, analysisKinds, type AnalysisKind, type OptionsOf, type ResultOf } from './analyses.ts'
import type { Measured } from './measuring/measure.ts'

export const inspectionFolder = 'inspections'

/** What was asked of which checkpoint. */
export interface Asked<Kind extends AnalysisKind = AnalysisKind> {
  readonly kind: Kind
  readonly step: number
  readonly options: OptionsOf<Kind>
}

/** What it rests on. */
export interface Basis {
  /** Images looked at. */
  readonly images: number
  /** What computed it: "TensorFlow 2.21.0, CPU". */
  readonly device: string
  readonly precision: string
  /** Milliseconds since 1970, and taken. */
  readonly measuredAt: number
  readonly tookMs: number
}

export interface KeptInspection<Kind extends AnalysisKind = AnalysisKind> extends Asked<Kind>, Basis {
  readonly result: ResultOf<Kind>
}

const format = { format: z.literal('stagecraft-inspection'), version: z.literal(1) }
const basis = {
  images: z.number().int().min(0),
  device: z.string(),
  precision: z.string(),
  measuredAt: z.number(),
  tookMs: z.number(),
}

/** Brings what was measured to the disk: what is large first, so that what stands in the folder is whole. */
export function keepInspection<Kind extends AnalysisKind>(
  runFolder: string,
  { kind, step, options }: Asked<Kind>,
  { images, result, tensors }: Measured<ResultOf<Kind>>,
  on: Omit<Basis, 'images'>,
): void {
  const folder = folderOf(runFolder, step)
  mkdirSync(folder, { recursive: true })
  const name = join(folder, nameOf({ kind, step, options }))
  if (tensors !== undefined) writePartsDurably(`${name}.safetensors`, fileParts(headerText(tensors, {}), tensors))
  const content = { format: 'stagecraft-inspection', version: 1, kind, step, options, images, ...on, result }
  writeDurably(`${name}.json`, `${JSON.stringify(content)}\n`)
}

/** Null where nothing was measured, or where it was kept as another version does. */
export function readInspection<Kind extends AnalysisKind>(runFolder: string, asked: Asked<Kind>): KeptInspection<Kind> | null {
  return readKept(join(folderOf(runFolder, asked.step), `${nameOf(asked)}.json`), asked.kind)
}

/** What is kept beside it: null where there is nothing, or where it is damaged. */
export function readInspectionTensors(runFolder: string, asked: Asked): Tensors | null {
  try {
    return readTensors(inspectionTensorsPath(runFolder, asked)).tensors
  } catch (thrown) {
    if (thrown instanceof TensorFileError || thrown instanceof OddFileError) return null
    throw thrown
  }
}

export function inspectionTensorsPath(runFolder: string, asked: Asked): string {
  return join(folderOf(runFolder, asked.step), `${nameOf(asked)}.safetensors`)
}

/** Removes what a process that was killed had begun to write and did not bring into its place. */
export function removeHalves(runFolder: string, step: number): void {
  const folder = folderOf(runFolder, step)
  for (const name of namesIn(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name), { force: true, recursive: true })
}

/** All that was measured of a run, without what is kept beside: newest steps first. */
export function listInspections(runFolder: string): KeptInspection[] {
  const root = join(runFolder, inspectionFolder)
  const steps = namesIn(root).filter((name) => /^step-\d{8,}$/.test(name))
  return steps
    .sort()
    .reverse()
    .flatMap((step) =>
      namesIn(join(root, step)).flatMap((name) => {
        const kind = analysisKinds.find((one) => name.startsWith(`${one}-`) && name.endsWith('.json'))
        const kept = kind === undefined ? null : readKept(join(root, step, name), kind)
        return kept === null ? [] : [kept]
      }),
    )
}

/** None where something else stands in the place of the folder. */
function namesIn(folder: string): readonly string[] {
  try {
    return namesInFolder(folder)
  } catch (thrown) {
    if (thrown instanceof OddFileError) return []
    throw thrown
  }
}

function readKept<Kind extends AnalysisKind>(path: string, kind: Kind): KeptInspection<Kind> | null {
  const { options, result } = analyses[kind]
  const schema = z.strictObject({ ...format, kind: z.literal(kind), step: z.number().int().min(0), options, ...basis, result })
  const read = readSmallFile(path, schema)
  if (read.kind !== 'read') return null
  const { format: _format, version: _version, ...kept } = read.value
  return kept as KeptInspection<Kind>
}

function folderOf(runFolder: string, step: number): string {
  return join(runFolder, inspectionFolder, `step-${String(step).padStart(8, '0')}`)
}

/** The same for the same question, however its options are ordered. */
function nameOf({ kind, options }: Asked): string {
  const ordered = Object.entries(options).sort(([one], [other]) => (one < other ? -1 : 1))
  return `${kind}-${createHash('sha256').update(JSON.stringify(ordered)).digest('hex').slice(0, 16)}`
}
