/** One line at the lower left that says what was done, with a way back. Never carries failures: those stand in place. */
import { shallowRef } from 'vue'

export interface Toast {
  readonly text: string
  /** Takes back what was done. */
  readonly undo?: () => void
}

const toast = shallowRef<Toast | null>(null)

export function useToast(): { toast: typeof toast; show(next: Toast): void; close(): void } {
  return {
    toast,
    show(next) {
      toast.value = next
    },
    close() {
      toast.value = null
    },
  }
}
