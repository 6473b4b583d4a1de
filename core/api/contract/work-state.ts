/** How far work is that the lab does in a process of its own, or what came of it. */
export type WorkState<Done> =
  | { readonly kind: 'waiting' }
  | RunningState
  | ({ readonly kind: 'done' } & Done)
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string; readonly remedy: string }
  | { readonly kind: 'cancelled' }

/** Parts of the work; null for the remaining time while it is not known. */
export interface RunningState {
  readonly kind: 'running'
  readonly done: number
  readonly total: number
  readonly remainingMs: number | null
}
