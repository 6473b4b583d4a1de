/** The ticked runs as they are compared: each for itself, or those of the same settings as one. */
import { useStorage } from '@vueuse/core'
import { computed, type ComputedRef, type Ref } from 'vue'
import { eachAlone, groupRuns } from '../../../core/compare/groups.ts'
import { groupNames } from '../../../core/compare/group-names.ts'
import type { NamedGroup } from '../../../core/compare/verdict.ts'
import { runStroke, type RunStroke } from '../../components/charts/run-colour.ts'
import type { NamedRun } from './named-run.ts'

export const groupings = [
  { value: 'run', label: 'each run' },
  { value: 'settings', label: 'seeds as one' },
] as const
export type Grouping = (typeof groupings)[number]['value']

/** A group with the stroke of its first run: a run's colour is its own, in every view. */
export interface ComparedGroup extends NamedGroup {
  readonly stroke: RunStroke
}

export function useGrouping(): Ref<Grouping> {
  return useStorage<Grouping>('stagecraft.compare-grouping', 'run')
}

export function useGroups(compared: () => readonly NamedRun[]): ComputedRef<ComparedGroup[]> {
  const grouping = useGrouping()
  return computed(() => {
    const runs = compared().map(({ run }) => run)
    const groups = grouping.value === 'settings' ? groupRuns(runs) : eachAlone(runs)
    const names = grouping.value === 'settings' ? groupNames(groups) : compared().map(({ name }) => name)
    return groups.map((group, index) => ({
      name: names[index] ?? group.runs[0].record.name,
      group,
      stroke: runStroke(group.runs[0].record.color),
    }))
  })
}
