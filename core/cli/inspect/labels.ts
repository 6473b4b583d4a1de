/** `inspect labels`: labels that are likely wrong, from predictions, which are measured first where they were not yet. */
import { splitWords } from '../../datasets/names.ts'
import type { OptionsOf } from '../../inspect/analyses.ts'
import type { WantedCheckpoint } from '../../store/wanted-checkpoint.ts'
import { ask } from '../lab-client.ts'
import { count, counted, percent, table } from '../text.ts'
import { exitCode } from '../usage.ts'
import { measuredOf, type InspectContext } from './inspect.ts'

/** Gives the exit code. */
export async function inspectLabels(
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
    const found = await ask(client, 'inspections.labels', { run: id, step: kept.step, options, most })
    if (json) {
      print(JSON.stringify({ run: id, name, step: kept.step, ...found }))
      continue
    }
    const named = (at: number): string => found.classes[at] ?? String(at)
    print(
      `${name}, step ${count(kept.step)}: ${count(found.count)} of ${counted(found.images, `${splitWords[options.split]} image`)} ${found.count === 1 ? 'has' : 'have'} a label that is likely wrong`,
    )
    print(
      table(
        ['image', 'label', 'probability', 'more likely', 'probability'],
        found.labels.map(({ image, label, likely, given, confidence }) => [
          String(image),
          named(label),
          percent(given),
          named(likely),
          percent(confidence),
        ]),
        [0, 2, 4],
      ),
    )
  }
  return exitCode.finished
}
