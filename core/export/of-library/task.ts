/** Between the lab and the process that checks, backs up or moves a library: one task, then progress and an end; `cancel` on the way. */
import type { BackedUp } from '../of-runs/back-up.ts'
import type { Checked, CheckedRun, Finding } from './check.ts'
import type { MovedLibrary } from './move.ts'

export type LibraryTask =
  | { readonly kind: 'check'; readonly runs: readonly CheckedRun[]; readonly repair: boolean }
  /** `copy`: a fresh copy of library.db, which is removed. */
  | { readonly kind: 'back-up'; readonly library: string; readonly copy: string; readonly to: string }
  | { readonly kind: 'move'; readonly library: string; readonly copy: string; readonly to: string }

export type LibraryDone =
  | ({ readonly kind: 'check' } & Checked)
  | ({ readonly kind: 'back-up'; readonly to: string } & BackedUp)
  | ({ readonly kind: 'move' } & MovedLibrary)

export type LibraryMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'found'; readonly findings: readonly Finding[] }
  | { readonly kind: 'done'; readonly done: LibraryDone }
  | { readonly kind: 'failed'; readonly code: string; readonly reason: string; readonly remedy: string }
