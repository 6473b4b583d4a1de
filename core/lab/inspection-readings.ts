/** What is read from analyses that are kept with runs: answered at once, nothing is measured for it. */
import { join } from 'node:path'
import type { LabHandlers } from '../api/server.ts'
import { openStaging } from '../export/staging.ts'
import { fileName } from '../export/formats.ts'
import { readEnsemble } from '../inspect/readings/ensemble.ts'
import { readErrors } from '../inspect/readings/errors.ts'
import { foresee } from '../inspect/readings/foreseen.ts'
import { readImageMaps } from '../inspect/readings/image-maps.ts'
import { keptScores } from '../inspect/readings/kept-scores.ts'
import { readLabelIssues } from '../inspect/readings/label-issues.ts'
import { readNeighbours } from '../inspect/readings/neighbours.ts'
import { readPredictedUse } from '../inspect/readings/predicted-use.ts'
import { writeFeatures } from '../inspect/readings/write-features.ts'
import type { KnownSpeeds } from '../prediction/calibration.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { readRunRecord } from '../store/run-folder.ts'
import type { Library } from '../store/library.ts'

export type InspectionReading =
  | 'inspections.foresee'
  | 'inspections.errors'
  | 'inspections.labels'
  | 'inspections.maps'
  | 'inspections.neighbours'
  | 'inspections.predictedUse'
  | 'inspections.writeFeatures'
  | 'inspections.ensemble'

export interface ReadingOptions {
  readonly libraryFolder: string
  readonly runs: Pick<Library['runs'], 'folder' | 'summary'>
  /** Folder of the decoded data sets. */
  readonly data: string
  /** This computer's, of these kernels; null where they were not measured. */
  speeds(kernels: Recipe['kernels']): KnownSpeeds | null
}

export function inspectionReadings({
  libraryFolder,
  runs,
  data,
  speeds,
}: ReadingOptions): Pick<LabHandlers['calls'], InspectionReading> {
  return {
    'inspections.foresee': ({ run, asked }) =>
      foresee(runs.folder(run), asked, data, runs.summary(run, () => null)?.stepMs ?? null),
    'inspections.errors': ({ run, step, options, most, cell }) =>
      readErrors(keptScores(runs.folder(run), { step, options }, data), most, cell),
    'inspections.labels': ({ run, step, options, most }) =>
      readLabelIssues(keptScores(runs.folder(run), { step, options }, data), most),
    'inspections.maps': ({ run, step, options }) => readImageMaps(runs.folder(run), { step, options }),
    'inspections.neighbours': ({ run, step, options, most }) => readNeighbours(runs.folder(run), { step, options }, most, data),
    'inspections.predictedUse': ({ of }) =>
      of.map(({ run, step, options }) => readPredictedUse(runs.folder(run), { step, options }, speeds)),
    async 'inspections.writeFeatures'({ run, step, options, as, folder }) {
      const staging = openStaging({ folder: join(libraryFolder, 'exports'), names: [folder], inFolder: true })
      try {
        const runFolder = runs.folder(run)
        const name = `${fileName(readRunRecord(runFolder).name)}_${options.place}_${options.split}.${as}`
        const written = await writeFeatures(runFolder, { step, options }, as, join(staging.folder, name), data)
        return { path: join(staging.publish(), name), bytes: written.bytes }
      } finally {
        staging.close()
      }
    },
    'inspections.ensemble': ({ members, options }) =>
      readEnsemble(members.map(({ run, step }) => keptScores(runs.folder(run), { step, options }, data))),
  }
}
