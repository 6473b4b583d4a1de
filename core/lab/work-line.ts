/** Work that is done one after the other, each in a process of its own; what came of the newest is told until the lab ends. */
import type { WorkState } from '../api/contract/work-state.ts'
import type { Work } from '../work/start-work.ts'
import { failedState, runningState } from './running-state.ts'
import { createSignal, type Signal } from './signal.ts'

export type LineWork<Done> = Pick<Work<Done>, 'end' | 'cancel'>

export interface WorkLine<Order, Done> {
  /** The id by which it is asked for. */
  add(order: Order): string
  /** Ends it, or takes it out of the line; nothing where it has ended. */
  cancel(id: string): void
  /** Null for one that this lab does not know: it was started anew meanwhile. */
  stateOf(id: string): WorkState<Done> | null
  readonly changed: Signal
  readonly busy: boolean
  close(): void
}

export interface WorkLineOptions<Order, Done> {
  /** In the lab's log, of an error that nobody expected. */
  readonly what: string
  /** Whose state is kept: more than any window shows at once. */
  readonly mostKept: number
  /** May throw a Failure. */
  begin(order: Order, told: (done: number, total: number) => void): LineWork<Done>
}

interface One<Order, Done> {
  readonly order: Order
  state: WorkState<Done>
}

export function createWorkLine<Order, Done extends object>(options: WorkLineOptions<Order, Done>): WorkLine<Order, Done> {
  const { what, mostKept, begin } = options
  const all = new Map<string, One<Order, Done>>()
  const changed = createSignal()
  let newest = 0
  let under: { readonly one: One<Order, Done>; readonly work: LineWork<Done> } | null = null

  const isOver = ({ state }: One<Order, Done>): boolean => state.kind !== 'waiting' && state.kind !== 'running'
  const settle = (one: One<Order, Done>, state: WorkState<Done>): void => {
    if (isOver(one)) return
    one.state = state
    changed.emit()
  }
  const next = (): void => {
    const one = [...all.values()].find(({ state }) => state.kind === 'waiting')
    if (under !== null || one === undefined) return
    const begun = performance.now()
    try {
      const work = begin(one.order, (done, total) => settle(one, runningState(begun, performance.now(), done, total)))
      under = { one, work }
      settle(one, runningState(begun, begun, 0, 0))
      void work.end
        .then((done) => settle(one, done === null ? { kind: 'cancelled' } : { kind: 'done', ...done }))
        .catch((thrown: unknown) => settle(one, failedState(thrown, what)))
        .finally(() => {
          under = null
          changed.emit()
          next()
        })
    } catch (thrown) {
      settle(one, failedState(thrown, what))
      next()
    }
  }

  return {
    add(order) {
      newest += 1
      const id = `${Date.now().toString(36)}-${newest}`
      all.set(id, { order, state: { kind: 'waiting' } })
      for (const [old, one] of all) {
        if (all.size <= mostKept) break
        if (isOver(one)) all.delete(old)
      }
      next()
      changed.emit()
      return id
    },
    cancel(id) {
      const one = all.get(id)
      if (one === undefined) return
      // One that is under way has ended, and left nothing, once that is told.
      if (under?.one === one) under.work.cancel()
      else settle(one, { kind: 'cancelled' })
    },
    stateOf: (id) => all.get(id)?.state ?? null,
    changed,
    get busy() {
      return under !== null
    },
    close: () => under?.work.cancel(),
  }
}
