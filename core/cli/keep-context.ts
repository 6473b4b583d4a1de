/** What commands that write files of runs need. */
import { libraryFolder } from '../transport/library-folder.ts'
import { now, tellAs, type Common } from './command.ts'
import { onInterrupt } from './interrupt.ts'
import type { KeepContext } from './keep.ts'
import { withLab } from './lab-client.ts'
import { note } from './terminal.ts'

export function keepContext(options: Common): KeepContext {
  return {
    withLab: (use) => withLab(libraryFolder(options.library), use),
    tell: tellAs(options),
    note,
    onInterrupt,
    now,
    json: options.json === true,
  }
}
