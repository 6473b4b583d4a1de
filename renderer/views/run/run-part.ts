/** What of a run is looked at. The same for every run, and kept. */
import { useStorage } from '@vueuse/core'
import type { Ref } from 'vue'

export const runParts = [
  { id: 'curves', label: 'Curves' },
  { id: 'inside', label: 'Inside the network' },
  { id: 'design', label: 'Design' },
  { id: 'checkpoints', label: 'Checkpoints' },
  { id: 'events', label: 'Events' },
  { id: 'log', label: 'Log' },
  { id: 'machine', label: 'Machine' },
] as const

export type RunPart = (typeof runParts)[number]['id']

export function useRunPart(): Ref<RunPart> {
  return useStorage<RunPart>('stagecraft.run-part', 'curves')
}
