/** A study as files: read for whoever keeps them, or written into the library's folder of exports. */
import { join } from 'node:path'
import type { StudyDetail } from '../api/contract/studies.ts'
import { machineRows } from '../api/machine-rows.ts'
import type { LabHandlers } from '../api/server.ts'
import { curvesAsked, drawnCurves, drawnStudy } from '../api/study-drawn.ts'
import type { DatasetState } from '../datasets/describe.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import { studyReport } from '../export/of-studies/study-report.ts'
import type { ReportedStudy } from '../export/of-studies/reported-study.ts'
import { openStaging } from '../export/staging.ts'
import { unwritable } from '../export/unwritable.ts'
import { writeDurably } from '../files/durable.ts'
import { groupedCurves } from '../store/curves/grouped-curves.ts'
import type { Library } from '../store/library.ts'
import type { KeptStudy } from '../store/studies.ts'
import { figuresOf, studyFigure } from '../study/figures/figures.ts'
import { studyStateText } from '../study/state.ts'
import { countText } from '../text/count-text.ts'

export interface StudyWritingOptions {
  readonly library: Pick<Library, 'folder' | 'runs'>
  dataset(id: DatasetId): DatasetState
  /** Both throw a Failure for one that is not there. */
  detail(id: string): StudyDetail
  kept(id: string): KeptStudy
}

/** px of a figure in a report, and points of a curve in it. */
const width = 1000
const buckets = 500

export function createStudyWriting({
  library,
  dataset,
  detail,
  kept,
}: StudyWritingOptions): Pick<LabHandlers['calls'], 'studies.report' | 'studies.write'> {
  const filesOf = (id: string): Map<string, string> =>
    studyReport(reportedOf(detail(id), library.runs, dataset)).set('kept.json', `${JSON.stringify(kept(id), null, 2)}\n`)
  return {
    'studies.report': ({ id }) => ({ files: [...filesOf(id)].map(([name, content]) => ({ name, content })) }),
    'studies.write'({ id, folder }) {
      const files = filesOf(id)
      const staging = openStaging({ folder: join(library.folder, 'exports'), names: [folder], inFolder: true })
      try {
        for (const [name, content] of files) writeDurably(join(staging.folder, name), content)
        return { folder: staging.publish(), files: [...files.keys()] }
      } catch (thrown) {
        throw unwritable(thrown, folder)
      } finally {
        staging.close()
      }
    },
  }
}

function reportedOf(detail: StudyDetail, runs: Library['runs'], dataset: StudyWritingOptions['dataset']): ReportedStudy {
  const drawn = drawnStudy(detail)
  const asked = curvesAsked(detail, buckets)
  const curves = asked === null ? [] : [...groupedCurves(runs, asked.training), ...groupedCurves(runs, asked.test)]
  const { trainCount, testCount, height, width: columns, channels, classes } = dataset(detail.study.dataset)
  return {
    ...detail,
    standing: studyStateText(detail.state, detail.counts),
    figures: figuresOf(drawn).map((kind) => ({
      name: `figure-${kind}`,
      figure: studyFigure(kind, drawn, drawnCurves(detail, curves), width),
    })),
    data: `${countText(trainCount)} training and ${countText(testCount)} test images, ${height}×${columns}×${channels}, ${classes.length} classes`,
    machines: machinesOf(detail, runs),
  }
}

/** Each machine once, with the runs that it trained. */
function machinesOf({ cells }: StudyDetail, runs: Pick<Library['runs'], 'attempts'>): ReportedStudy['machines'] {
  const byText = new Map<string, { runs: string[]; rows: ReportedStudy['machines'][number]['rows'] }>()
  for (const { run } of cells) {
    if (run === null) continue
    for (const { machine } of runs.attempts(run.record.id)) {
      const rows = machineRows(machine)
      const known = byText.get(JSON.stringify(rows)) ?? { runs: [], rows }
      if (!known.runs.includes(run.record.id)) known.runs.push(run.record.id)
      byText.set(JSON.stringify(rows), known)
    }
  }
  return [...byText.values()]
}
