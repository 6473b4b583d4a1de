/** A report that was written, printed as PDF by the app's own Chromium. */
import { ref } from 'vue'

export type Printing = { kind: 'none' } | { kind: 'under' } | { kind: 'done' } | { kind: 'failed'; why: string }

export function usePrinting() {
  const printing = ref<Printing>({ kind: 'none' })
  /** `folder` of a report. */
  async function print(folder: string): Promise<void> {
    if (window.stagecraft === undefined) return
    printing.value = { kind: 'under' }
    const why = await window.stagecraft.printReport(folder)
    printing.value = why === null ? { kind: 'done' } : { kind: 'failed', why }
  }
  // A browser prints what it shows, and reads no files.
  return { canPrint: window.stagecraft !== undefined, printing, print }
}
