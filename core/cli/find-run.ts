/** The run that a command names: by its id, or by its name where only one has it. */
import type { LabClient } from '../api/contract.ts'
import { isTrainedHere, type RunSummary, type TrainedRun } from '../store/run.ts'
import { comparable } from '../text/names.ts'
import { snapshot } from './lab-client.ts'
import { tellNotices } from './notices.ts'
import { nearestNames } from '../text/near.ts'
import { UsageError } from './usage.ts'

/** Throws a UsageError, with what is near or with the ids that share the name, when it is not one run. */
export async function findRun(client: LabClient, named: string): Promise<RunSummary> {
  const runs = await snapshot(client, 'runs', {})
  const byId = runs.find((run) => run.record.id === named)
  if (byId) return byId
  const [only, ...others] = runs.filter((run) => comparable(run.record.name) === comparable(named))
  if (only && others.length === 0) return only
  if (only) {
    const ids = [only, ...others].map((run) => run.record.id)
    throw new UsageError(`${ids.length} runs are named ${named}. Give the id of one: ${ids.join(', ')}.`)
  }
  // It may be one of those that cannot be read.
  await tellNotices(client)
  const near = nearestNames(
    named,
    runs.flatMap((run) => [run.record.id, run.record.name]),
  )
  const hint = near.length > 0 ? `Did you mean ${[...new Set(near)].join(', ')}?` : 'The command runs lists them.'
  throw new UsageError(`There is no run ${named}. ${hint}`)
}

/** The same, of runs that were trained here: throws a UsageError for one that was not, and has neither network, recipe nor checkpoint. */
export async function findTrainedRun(client: LabClient, named: string): Promise<TrainedRun> {
  const run = await findRun(client, named)
  if (isTrainedHere(run)) return run
  throw new UsageError(`${run.record.name} was trained elsewhere: only its figures are here, no network, recipe or checkpoint.`)
}
