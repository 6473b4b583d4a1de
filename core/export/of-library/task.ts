/** Between the lab and the process that checks, backs up or moves a library: one task, and what it tells on the way. */
import type { Progress } from '../../work/work-message.ts'
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

export type LibraryTold = Progress | { readonly findings: readonly Finding[] }
