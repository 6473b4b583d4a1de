/** The one connection of this window to the lab: over the preload's bridge in Electron, over a WebSocket in a browser. */
import type { ApiError, CallName, CallParameters, CallResults, LabClient } from '../core/api/contract.ts'

let client: LabClient | null = null

/** Called once, before the app is mounted. */
export function provideLab(connected: LabClient): void {
  client = connected
}

export function useLab(): LabClient {
  if (!client) throw new Error('The lab is used before provideLab was called')
  return client
}

/** A failed call, with what to do next; shown in the place that asked. */
export class LabError extends Error {
  readonly error: ApiError

  constructor(error: ApiError) {
    super(error.message)
    this.name = 'LabError'
    this.error = error
  }
}

/** Like `LabClient.call`, for code that hands failures up: throws a LabError. */
export async function callLab<N extends CallName>(name: N, parameters: CallParameters<N>): Promise<CallResults[N]> {
  const reply = await useLab().call(name, parameters)
  if (!reply.ok) throw new LabError(reply.error)
  return reply.value
}
