/** Exports of designs and runs, into the library's own folder of them: what the window asks for cannot write elsewhere. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { LabHandlers } from '../api/server.ts'
import { exportedDesign, exportedRun, writeExport, type Exported } from '../export/export.ts'
import { fileName, formatWords } from '../export/formats.ts'
import { datasetScaling } from '../export/scaling.ts'
import { Failure } from '../files/failure.ts'
import type { Library } from '../store/library.ts'
import { readRunRecord } from '../store/run-folder.ts'
import type { CallParameters } from '../api/contract.ts'

export interface ExportServiceOptions {
  readonly library: Pick<Library, 'folder' | 'runs'>
  /** Folder of the decoded data sets. */
  readonly data: string
}

export function createExportService({ library, data }: ExportServiceOptions): {
  readonly calls: Pick<LabHandlers['calls'], 'networks.export'>
} {
  const exported = (of: CallParameters<'networks.export'>['of']): Exported => {
    if (of.kind === 'design') return exportedDesign(of.architecture)
    const folder = library.runs.folder(of.id)
    const record = readRunRecord(folder)
    return exportedRun(folder, record, of.checkpoint, datasetScaling(record.dataset, data))
  }
  return {
    calls: {
      'networks.export'({ of, format, weights, features, folder: name }) {
        const folder = join(library.folder, 'exports', name)
        if (existsSync(folder)) {
          throw new Failure('export-exists', `There is an export "${name}" already, in ${folder}.`, 'Give this one another name.')
        }
        const network = exported(of)
        const choice = formatWords[format].weights
        const withWeights = choice === 'always' || (choice === 'choice' && weights)
        const files = writeExport(network, { format, withWeights, features }, folder, fileName(network.name))
        return { folder, files, weights: withWeights ? network.from : null }
      },
    },
  }
}
