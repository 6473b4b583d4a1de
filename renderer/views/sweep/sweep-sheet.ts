/** What the sheet that begins a sweep is open for, and the way to the sweeps that there are. */
import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { CallParameters } from '../../../core/api/contract.ts'
import { useCommands } from '../../app/commands.ts'
import { navigate } from '../../app/route.ts'

/** The run that is varied, and the seeds of each trial. */
export type SweepBase = CallParameters<'runs.start'>['runs'][number] & { readonly seeds: readonly number[] }

export const useSweepSheet = defineStore('sweep-sheet', () => {
  const base = shallowRef<SweepBase | null>(null)
  return {
    base,
    open: (from: SweepBase) => void (base.value = from),
    close: () => void (base.value = null),
  }
})

export function useSweepCommands(): void {
  useCommands([
    {
      id: 'sweeps.show',
      title: () => 'Show the sweeps',
      also: 'grid random tpe hyperparameter search tune optuna importance',
      run: () => navigate({ view: 'sweeps' }),
    },
  ])
}
