/** Saving the drawing as it is shown, as a file of either format. */
import type { Command } from '../../app/command-registry.ts'
import { saveDrawing } from './drawing-file.ts'
import type { Shown } from './stack-view.ts'

/** `shown` is null where nothing is drawn. */
export function drawingCommands(shown: () => Shown | null): Command[] {
  return (['svg', 'png'] as const).map((format) => ({
    id: `design.save-${format}`,
    title: () => `Save the drawing as ${format.toUpperCase()}…`,
    also: 'export picture image figure',
    off: () => (shown() === null ? 'no design is drawn' : null),
    run() {
      const now = shown()
      if (now !== null) void saveDrawing(now, format)
    },
  }))
}
