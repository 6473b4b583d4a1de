/** `runs` and `show`: what the library holds. */
import type { LabClient, RunDetail } from '../api/contract.ts'
import type { RunSummary } from '../store/run.ts'
import { snapshot } from './lab-client.ts'
import { stepsDone } from './train-events.ts'
import { count, dateAndTime, duration, loss, percent, printable, table } from './text.ts'
import { nearestNames, UsageError } from './usage.ts'

/** Prints the runs, newest first; with `json` one summary a line, as the contract has it. */
export async function listRuns(client: LabClient, json: boolean, print: (line: string) => void): Promise<void> {
  const runs = (await snapshot(client, 'runs', {})).toSorted((one, other) => other.record.createdAt - one.record.createdAt)
  if (json) for (const run of runs) print(JSON.stringify(run))
  else if (runs.length === 0) print('No runs yet. npm run lab -- train resnet-20 --data cifar10 makes one.')
  else
    print(
      table(['run', 'name', 'architecture', 'data', 'status', 'steps', 'test error', 'best', 'made'], runs.map(row), [5, 6, 7]),
    )
}

function row(run: RunSummary): string[] {
  const { record, status } = run
  return [
    record.id,
    record.name,
    record.architecture.name,
    record.dataset,
    status.kind,
    `${count(stepsDone(run))}/${count(record.totalSteps)}`,
    percent(run.testError),
    percent(run.bestTestError),
    dateAndTime(record.createdAt),
  ]
}

/** Prints one run. Throws a UsageError, with the runs whose names are near, when there is none of this id. */
export async function showRun(client: LabClient, id: string, json: boolean, print: (line: string) => void): Promise<void> {
  const detail = await snapshot(client, 'run', { id })
  if (detail === null) {
    const ids = (await snapshot(client, 'runs', {})).map((run) => run.record.id)
    const near = nearestNames(id, ids)
    throw new UsageError(
      `There is no run ${id}. ${near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'The command runs lists them.'}`,
    )
  }
  print(json ? JSON.stringify(detail) : asText(detail))
}

function asText({ summary, events, folder }: RunDetail): string {
  const { record, status } = summary
  const { recipe } = record
  const { momentum, weightDecay } = recipe.optimizer
  const { initial, divisor, after } = recipe.learningRate
  const took = summary.startedAt === null ? null : (summary.endedAt ?? Date.now()) - summary.startedAt
  const drops = after.length === 0 ? '' : ` ÷ ${divisor} after steps ${after.map(count).join(', ')}`
  const lines = [
    `${record.name} (${record.id})`,
    `status         ${status.kind}, step ${count(stepsDone(summary))} of ${count(record.totalSteps)}`,
    ...('reason' in status ? [`reason         ${status.reason}`, `what to do     ${status.remedy}`] : []),
    `architecture   ${record.architecture.name}, ${count(record.parameters)} parameters, ${count(record.macs)} MACs`,
    `data           ${record.dataset}`,
    `recipe         ${recipe.name}: batch ${recipe.batchSize}, learning rate ${initial}${drops}, momentum ${momentum}, weight decay ${weightDecay}`,
    `               crop padding ${recipe.augmentation.pad}, flips ${recipe.augmentation.flip ? 'on' : 'off'}, seed ${recipe.seed}`,
    `training       loss ${loss(summary.trainLoss)}, error ${percent(summary.trainError)} (means of the last 50 steps)`,
    `test           loss ${loss(summary.testLoss)}, error ${percent(summary.testError)}, best ${percent(summary.bestTestError)}`,
    `speed          ${count(summary.imagesPerSecond ?? 0)} images/s, ${(summary.stepMs ?? 0).toFixed(1)} ms a step${summary.device === null ? '' : `, ${summary.device}`}`,
    `time           made ${dateAndTime(record.createdAt)}, took ${duration(took)}`,
    `folder         ${folder}`,
    ...events.map((event) => `${dateAndTime(event.time)}  step ${count(event.step)}  ${event.text}`),
  ]
  return lines.map(printable).join('\n')
}
