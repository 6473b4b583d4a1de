/** `inspect errors`: what a run gets wrong, from its predictions, which are measured first where they were not yet. */
import type { OptionsOf } from '../../inspect/analyses.ts'
import type { Errors } from '../../inspect/readings/errors.ts'
import type { WantedCheckpoint } from '../../store/wanted-checkpoint.ts'
import { ask } from '../lab-client.ts'
import { count, counted, loss, percent, table } from '../text.ts'
import { exitCode } from '../usage.ts'
import { measuredOf, type InspectContext } from './inspect.ts'

/** Matrices of more classes are for the window, and for programs. */
const mostColumns = 20

/** Gives the exit code. */
export async function inspectErrors(
  options: OptionsOf<'predictions'>,
  most: number,
  named: readonly string[],
  checkpoint: WantedCheckpoint,
  context: InspectContext,
): Promise<number> {
  const { client, json, print } = context
  const inspected = await measuredOf({ kind: 'predictions', options }, named, checkpoint, context)
  if (inspected === null) return exitCode.failed
  for (const { run, kept } of inspected) {
    const { id, name } = run.record
    const errors = await ask(client, 'inspections.errors', { run: id, step: kept.step, options, most, cell: null })
    const { counts } = errors.confusion
    if (json)
      print(
        JSON.stringify({ run: id, name, step: kept.step, ...errors, confusion: { ...errors.confusion, counts: [...counts] } }),
      )
    else for (const line of errorsText(name, kept.step, errors)) print(line)
  }
  return exitCode.finished
}

function errorsText(name: string, step: number, errors: Errors): string[] {
  const { images, classes, confusion, calibration, wrong } = errors
  const said = `${name}, step ${count(step)}: error ${percent(errors.error)} of ${counted(images, 'image')}, loss ${loss(errors.loss)}, expected calibration error ${percent(calibration.expectedError)}`
  const { unsaid } = errors
  const nothing = `It says nothing of ${counted(unsaid, 'image')}: class scores are not finite there, and count as ${classes[0] ?? ''}.`
  const byClass = classes.map((label, at) => [
    label,
    percent(confusion.precision[at] ?? null),
    percent(confusion.recall[at] ?? null),
  ])
  const bins = calibration.bins
    .filter((bin) => bin.images > 0)
    .map((bin) => [percent(bin.confidence), percent(bin.accuracy), count(bin.images)])
  const named = (at: number): string => classes[at] ?? String(at)
  return [
    said,
    ...(unsaid === 0 ? [] : [nothing]),
    '',
    table(['class', 'precision', 'recall'], byClass, [1, 2]),
    'Precision: of what was taken for a class, what is it; recall: of what is it, what was taken for it; – where there is no such image.',
    ...(classes.length > mostColumns ? [] : ['', matrixText(errors)]),
    '',
    table(['confidence', 'right', 'images'], bins, [0, 1, 2]),
    '',
    table(
      ['image', 'is', 'taken for', 'confidence'],
      wrong.map(({ image, label, predicted, confidence }) => [
        String(image),
        named(label),
        named(predicted),
        percent(confidence),
      ]),
      [0, 3],
    ),
  ]
}

/** A row a class, a column what it was taken for. */
function matrixText({ classes, confusion: { counts } }: Errors): string {
  const rows = classes.map((label, row) => [
    label,
    ...classes.map((_, column) => count(counts[row * classes.length + column] ?? 0)),
  ])
  return table(
    ['is / taken for', ...classes],
    rows,
    classes.map((_, at) => at + 1),
  )
}
