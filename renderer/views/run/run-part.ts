/** What of a run is looked at: its curves, or the inside of its network. The same for every run, and kept. */
import { useStorage } from '@vueuse/core'
import type { Ref } from 'vue'

export type RunPart = 'curves' | 'inside'

export function useRunPart(): Ref<RunPart> {
  return useStorage<RunPart>('stagecraft.run-part', 'curves')
}
