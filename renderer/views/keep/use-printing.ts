/** A report that was written, printed as PDF by the app's own Chromium. */
import { ref } from 'vue'
import type { WrittenFile } from '../../../core/export/formats.ts'

export type Printing = { kind: 'none' } | { kind: 'under' } | { kind: 'done' } | { kind: 'failed'; why: string }

export function usePrinting() {
  const printing = ref<Printing>({ kind: 'none' })
  /** `files` of a report. */
  async function print(files: readonly WrittenFile[]): Promise<void> {
    const page = files.find(({ path }) => path.endsWith('report.html'))
    if (window.stagecraft === undefined || page === undefined) return
    printing.value = { kind: 'under' }
    const why = await window.stagecraft.printReport(page.path.slice(0, -'/report.html'.length))
    printing.value = why === null ? { kind: 'done' } : { kind: 'failed', why }
  }
  // A browser prints what it shows, and reads no files.
  return { canPrint: window.stagecraft !== undefined, printing, print }
}
