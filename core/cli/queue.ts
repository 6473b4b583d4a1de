/** `queue`: what trains and what waits, in which order, and what is asked of it. */
import type { QueueEntry, QueueState } from '../api/contract/queue.ts'
import { heldBack, keptBack, priceText, remainingText } from '../api/queue-words.ts'
import type { LabClient } from '../api/contract.ts'
import { bytesText } from '../text/bytes-text.ts'
import { durationText } from '../text/duration-text.ts'
import { visibleText } from '../text/visible-text.ts'
import { findRun } from './find-run.ts'
import { ask, snapshot } from './lab-client.ts'

export interface QueueOptions {
  pause?: boolean
  go?: boolean
  atOnce?: number
}

/** Changes what is asked for, and tells what the queue is then. */
export async function showQueue(
  client: LabClient,
  options: QueueOptions,
  json: boolean,
  print: (line: string) => void,
): Promise<void> {
  const paused = options.pause === true ? true : options.go === true ? false : undefined
  if (paused !== undefined || options.atOnce !== undefined) await ask(client, 'queue.set', { paused, atOnce: options.atOnce })
  tell(await snapshot(client, 'queue', {}), json, print)
}

export async function moveInQueue(
  client: LabClient,
  named: string,
  place: number,
  json: boolean,
  print: (line: string) => void,
): Promise<void> {
  const { record } = await findRun(client, named)
  await ask(client, 'queue.move', { id: record.id, place })
  tell(await snapshot(client, 'queue', {}), json, print)
}

/** `other`: the run that must have finished before; without one, it begins whenever it is its turn. */
export async function followInQueue(
  client: LabClient,
  named: string,
  other: string | undefined,
  json: boolean,
  print: (line: string) => void,
): Promise<void> {
  const { id } = (await findRun(client, named)).record
  await ask(client, 'queue.follow', { id, other: other === undefined ? null : (await findRun(client, other)).record.id })
  tell(await snapshot(client, 'queue', {}), json, print)
}

function tell(state: QueueState, json: boolean, print: (line: string) => void): void {
  if (json) {
    print(JSON.stringify(state))
    return
  }
  for (const entry of state.atWork) print(`trains  ${described(entry)}`)
  state.waiting.forEach((entry, index) => print(`${String(index + 1).padStart(6)}  ${described(entry)}`))
  for (const { name, want } of heldBack(state)) print(visibleText(`${name}: ${want.reason} ${want.remedy}`))
  const common = keptBack(state)
  if (common) print(`${common.reason} ${common.remedy}`)
  else if (state.paused) print('The queue is paused: nothing more is begun until --go.')
  print(`${remainingText(state)} ${priceText(state)}`)
}

function described({ name, id, step, totalSteps, remainingMs, memoryBytes, after }: QueueEntry): string {
  const facts = [
    `step ${step} of ${totalSteps}`,
    ...(remainingMs === null ? [] : [`about ${durationText(remainingMs)}`]),
    ...(memoryBytes === null ? [] : [bytesText(memoryBytes)]),
    ...(after === null ? [] : [visibleText(`after ${after.name}`)]),
  ]
  return `${visibleText(name)}  ${facts.join(', ')}  ${id}`
}
