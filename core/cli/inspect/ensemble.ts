/** `inspect ensemble`: runs as one network, from their predictions, which are measured first where they were not yet. */
import type { OptionsOf } from '../../inspect/analyses.ts'
import type { Ensemble } from '../../inspect/figures/ensemble.ts'
import type { WantedCheckpoint } from '../../store/wanted-checkpoint.ts'
import { ask } from '../lab-client.ts'
import { percent, table } from '../text.ts'
import { exitCode, UsageError } from '../usage.ts'
import { measuredOf, type InspectContext } from './inspect.ts'

/** Gives the exit code. Throws a UsageError for fewer than two runs. */
export async function inspectEnsemble(
  options: OptionsOf<'predictions'>,
  named: readonly string[],
  checkpoint: WantedCheckpoint,
  context: InspectContext,
): Promise<number> {
  if (named.length < 2) throw new UsageError('An ensemble has two members at least: name another run.')
  const { client, json, print } = context
  const inspected = await measuredOf({ kind: 'predictions', options }, named, checkpoint, context)
  if (inspected === null) return exitCode.failed
  const members = inspected.map(({ run, kept }) => ({ run: run.record.id, step: kept.step }))
  const ensemble = await ask(client, 'inspections.ensemble', { members, options })
  const names = inspected.map(({ run }) => run.record.name)
  if (json) print(JSON.stringify({ members, names, images: inspected[0]?.kept.images ?? 0, ...ensemble }))
  else for (const line of ensembleText(names, ensemble)) print(line)
  return exitCode.finished
}

function ensembleText(names: readonly string[], { errors, byMembers, agreement }: Ensemble): string[] {
  const rows = byMembers.map(({ members, mean, vote }, at) => [
    names[at] ?? '',
    percent(errors[at] ?? null),
    String(members),
    percent(mean),
    percent(vote),
  ])
  return [
    table(['member', 'alone', 'members', 'mean of probabilities', 'majority vote'], rows, [1, 2, 3, 4]),
    '',
    table(
      ['agrees with', ...names],
      agreement.map((row, at) => [names[at] ?? '', ...row.map(percent)]),
      names.map((_, at) => at + 1),
    ),
  ]
}
