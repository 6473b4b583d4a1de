/** `calibrate`: measures how fast this computer trains, so that runs can be predicted. */
import type { LabClient } from '../api/contract.ts'
import type { CalibrationState } from '../api/contract/predictions.ts'
import { isDisturbed } from '../api/disturbed.ts'
import type { OnInterrupt } from './interrupt.ts'
import { ask } from './lab-client.ts'
import { duration, percent } from './text.ts'
import { exitCode } from './usage.ts'

export interface CalibrateContext {
  readonly client: LabClient
  /** One line for people, or an object a line. */
  tell(event: object, words: string): void
  readonly onInterrupt: OnInterrupt
}

/** Progress is told this often: each tenth of the way. */
const parts = 10

/** Gives the exit code: 0 once it is measured, 1 where it ended before. */
export async function calibrate({ client, tell, onInterrupt }: CalibrateContext): Promise<number> {
  onInterrupt('Cancelling: nothing is kept.', async () => void (await ask(client, 'machine.cancel', {})))
  await ask(client, 'machine.measure', {})
  const end = await lastState(client, ({ done, total, remainingMs }) =>
    tell(
      { event: 'measuring', done, total, remainingMs },
      `${done} of ${total} small networks timed` + (remainingMs === null ? '' : `, ${duration(remainingMs)} left`),
    ),
  )
  switch (end.kind) {
    case 'measured':
      tell(
        { event: 'measured', at: end.at, others: end.others },
        `Measured: runs queued from now on say beforehand what they take. Other programs had ${percent(end.others)} of the processors` +
          (isDisturbed(end) ? ', so this computer looks slower than it is: measure again when they are done.' : '.'),
      )
      return exitCode.finished
    case 'failed':
    case 'unavailable':
      tell({ event: 'failed', reason: end.reason, remedy: end.remedy }, `${end.reason} ${end.remedy}`)
      return exitCode.failed
    case 'none':
      tell({ event: 'cancelled' }, 'Cancelled: nothing was kept.')
      return exitCode.failed
  }
}

type Measuring = Extract<CalibrationState, { kind: 'measuring' }>

/** The first state that is not under way. */
function lastState(client: LabClient, progress: (state: Measuring) => void): Promise<Exclude<CalibrationState, Measuring>> {
  return new Promise((resolve, reject) => {
    let told = 0
    const stop = client.subscribe(
      'machine',
      {},
      (state) => {
        if (state.kind !== 'measuring') {
          stop()
          resolve(state)
          return
        }
        const part = state.total === 0 ? 0 : Math.floor((parts * state.done) / state.total)
        if (part > told) progress(state)
        told = part
      },
      (error) => {
        stop()
        reject(new Error(`${error.message} ${error.remedy}`))
      },
    )
  })
}
