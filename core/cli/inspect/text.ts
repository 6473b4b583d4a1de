/** What comes of analyses as text in a terminal: a line on what each rests on, then tables with a column a run. */
import { splitWords } from '../../datasets/names.ts'
import { analyses, type AnalysisKind } from '../../inspect/analyses.ts'
import { count, counted, duration, percent } from '../text.ts'
import type { InspectedRun } from './inspect.ts'
import { featureTables, probeTables } from './feature-tables.ts'
import { gradientTables } from './gradients.ts'
import { growthTables } from './growth.ts'
import { duplicateTables, imageTables } from './image.ts'
import { lesionTables } from './lesions.ts'
import { pathTables } from './paths.ts'
import { predictionTables } from './predictions.ts'
import { responseTables } from './responses.ts'
import { surfaceTables } from './surface.ts'

type Of<Kind extends AnalysisKind> = readonly InspectedRun<Kind>[]

/** Those whose tables rest on what was measured alone. */
export type TabledKind = Exclude<AnalysisKind, 'devices'>

const tables: { readonly [Kind in TabledKind]: (inspected: Of<Kind>) => readonly string[] } = {
  predictions: predictionTables,
  image: imageTables,
  duplicates: duplicateTables,
  responses: responseTables,
  growth: growthTables,
  lesions: lesionTables,
  paths: pathTables,
  gradients: gradientTables,
  surface: surfaceTables,
  features: featureTables,
  linearProbe: probeTables,
}

/** All are of one kind. */
export function inspectionText(inspected: readonly InspectedRun[]): string[] {
  const kind = inspected[0]?.kept.kind
  if (kind === undefined || kind === 'devices') return restsOn(inspected)
  return [...restsOn(inspected), ...tablesOf(kind, inspected).flatMap((table) => ['', table])]
}

/** What was asked, and what each answer rests on: all are of one kind. */
export function restsOn(inspected: readonly InspectedRun[]): string[] {
  const [first] = inspected
  if (first === undefined) return []
  const { title, source } = analyses[first.kept.kind]
  return [source === null ? title : `${title} (${source})`, ...inspected.map(basisText)]
}

function tablesOf<Kind extends TabledKind>(kind: Kind, inspected: readonly InspectedRun[]): readonly string[] {
  const ofKind = inspected.filter((one): one is InspectedRun<Kind> => one.kept.kind === kind)
  return tables[kind](ofKind)
}

function basisText({ run, kept }: InspectedRun): string {
  const { step, images, options, device, precision, tookMs } = kept
  const looked = counted(images, 'split' in options ? `${splitWords[options.split]} image` : 'image')
  return `${run.record.name}, step ${count(step)}: ${looked}, ${precision}, ${device}, in ${duration(tookMs)}`
}

/** Errors of runs, as a row of a table. */
export const errorCells = (errors: readonly (number | null | undefined)[]): string[] =>
  errors.map((error) => percent(error ?? null))
