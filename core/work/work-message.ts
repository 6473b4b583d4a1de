/** Between whoever asks and the process that does it: one task, what it tells on the way, and how it ended. */
export type WorkMessage<Told, Answer> =
  | { readonly kind: 'told'; readonly told: Told }
  | { readonly kind: 'done'; readonly answer: Answer }
  | { readonly kind: 'failed'; readonly code: string; readonly message: string; readonly remedy: string }

/** How far it is, in whatever it counts. */
export interface Progress {
  readonly done: number
  readonly total: number
}
