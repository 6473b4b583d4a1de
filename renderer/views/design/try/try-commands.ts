/** The command that opens the sheet, for palette, keyboard and button. */
import { useCommands } from '../../../app/commands.ts'
import { useDocument } from '../../../stores/document.ts'
import { useTrySheet } from './try-sheet.ts'

export function useTryCommands(): void {
  const document = useDocument()
  const sheet = useTrySheet()
  useCommands([
    {
      id: 'design.try',
      title: () => 'Try one batch of this design…',
      keys: 'Mod+B',
      also: 'dead units gradients shattered initialization check',
      off: () => {
        if (document.architecture === null) return 'no design is open'
        return document.error ? 'the design must be mended first' : null
      },
      run: () => document.architecture && sheet.open(document.architecture),
    },
  ])
}
