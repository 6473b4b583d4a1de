/** What figures ask for in the view that they stand in: another analysis, of the same runs, with these options. */
import type { InjectionKey } from 'vue'
import type { AnalysisKind } from '../../../core/inspect/analyses.ts'
import type { Options } from './question.ts'

/** `measured`: at once, where it was not yet. */
export type Ask = (kind: AnalysisKind, options: Options, measured: boolean) => void

export const askKey: InjectionKey<Ask> = Symbol('ask')
