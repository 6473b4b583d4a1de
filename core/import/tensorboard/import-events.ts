/** Makes a run of the event files of a folder: the scalars of the tags that a person chose, as figures. */
import { resolve } from 'node:path'
import { Failure } from '../../files/failure.ts'
import { elsewhereSeries, unknownElsewhere, type ElsewhereFigure } from '../../store/elsewhere.ts'
import type { ElsewhereRecord } from '../../store/run.ts'
import { openScalarsWriter, type Scalar } from '../../store/scalars.ts'
import { visibleText } from '../../text/visible-text.ts'
import { findEventFiles } from './event-files.ts'
import { runsOf } from './look.ts'
import { convert } from './proposal.ts'
import { readEventFiles, type EventScalar, type Reading } from './read-events.ts'

export interface EventsOfRun {
  /** Below the folder that is imported. */
  readonly folder: string
  readonly figures: readonly ElsewhereFigure[]
  /** Of the files in it those of these names; all where it is not said. */
  readonly only?: readonly string[] | undefined
}

/** Rows that are in memory at once. */
const together = 20_000

/**
 * Writes the figures into the run's own folder and gives what it is then. Rejects with a Failure `no-events`, `no-figures`, or with the signal's reason.
 */
export async function importEvents(
  root: string,
  { folder, figures, only }: EventsOfRun,
  identity: Pick<ElsewhereRecord, 'id' | 'name' | 'color' | 'createdAt'>,
  runFolder: string,
  reading: Reading,
): Promise<ElsewhereRecord> {
  const run = runsOf(findEventFiles(root, only)).find((one) => one.folder === folder)
  if (run === undefined) {
    throw new Failure('no-events', `There is no event file in ${resolve(root, folder)} any more.`, 'Look at the folder again.')
  }
  const wanted = new Map(figures.map((figure) => [`${figure.folder}\n${figure.tag}`, figure]))
  const writer = openScalarsWriter(runFolder)
  let waiting: Scalar[] = []
  let lastStep = -1
  let leftOut = 0
  const take = (own: string, scalars: readonly EventScalar[]): void => {
    const below = own.slice(folder === '' ? 0 : folder.length + 1)
    for (const { tag, step, time, value } of scalars) {
      const figure = wanted.get(`${below}\n${tag}`)
      if (figure === undefined) continue
      if (!Number.isSafeInteger(step) || step < 0 || !Number.isFinite(time)) {
        leftOut += 1
        continue
      }
      lastStep = Math.max(lastStep, step)
      waiting.push({ series: figure.series, step, time, value: convert(figure.as, value) })
    }
    if (waiting.length < together) return
    writer.write(waiting)
    waiting = []
  }
  try {
    const damage = await readEventFiles(run.files, take, reading)
    writer.write(waiting)
    writer.keepCurves()
    if (lastStep < 0) {
      throw new Failure('no-figures', `None of the chosen tags has a value in ${resolve(root, folder)}.`, 'Choose other tags.')
    }
    const odd = leftOut === 0 ? [] : [`${leftOut} values were left out: their steps or times are none.`]
    const inOrder = elsewhereSeries.flatMap((series) => figures.filter((figure) => figure.series === series))
    return {
      ...identity,
      totalSteps: lastStep,
      elsewhere: {
        from: 'tensorboard',
        folder,
        importedAt: identity.createdAt,
        figures: inOrder.map((figure) => ({ ...figure, folder: visibleText(figure.folder), tag: visibleText(figure.tag) })),
        damage: [...damage, ...odd].map(visibleText),
      },
      ...unknownElsewhere,
    }
  } finally {
    writer.close()
  }
}
