/** The command that shows the saved versions of a design. */
import type { Command } from '../../app/command-registry.ts'
import { useDocument } from '../../stores/document.ts'

export function versionsCommand(show: () => void): Command {
  const document = useDocument()
  return {
    id: 'design.versions',
    title: () => 'Saved versions: keep this state, or bring one back…',
    keys: 'Mod+Shift+S',
    also: 'version snapshot history name',
    off() {
      if (document.architecture === null) return 'no design is open'
      return document.designId === null ? 'a preset stays as it is' : null
    },
    run: show,
  }
}
