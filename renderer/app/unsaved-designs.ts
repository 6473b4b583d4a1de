/** Whether the window may close as to designs: at once when all are saved, else as the person answers UnsavedQuestion.vue. */
import { shallowRef } from 'vue'
import { useDesignSaving } from '../stores/design-saving.ts'

/** A lab that does not answer must not keep the window from closing. */
const patienceMs = 3000

/** Gives the person's answer: whether to close. Null while nothing is asked. */
const asked = shallowRef<((close: boolean) => void) | null>(null)

export interface UnsavedDesigns {
  readonly asked: typeof asked
  /** Saves what is not saved. Resolves to false when the person would rather not close. */
  mayClose(): Promise<boolean>
  /** Tries to save once more. */
  tryAgain(): Promise<void>
  answer(close: boolean): void
}

export function useUnsavedDesigns(): UnsavedDesigns {
  const saving = useDesignSaving()

  const tryAgain = (): Promise<void> =>
    Promise.race([saving.flush(), new Promise<void>((resolve) => setTimeout(resolve, patienceMs))])

  function answer(close: boolean): void {
    asked.value?.(close)
    asked.value = null
  }
  return {
    asked,
    tryAgain,
    answer,
    async mayClose() {
      if (saving.unsaved.length === 0) return true
      await tryAgain()
      if (saving.unsaved.length === 0) return true
      return new Promise((resolve) => (asked.value = resolve))
    },
  }
}
