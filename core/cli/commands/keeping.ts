/** What of runs is kept outside the library, and comes back from there. */
import type { Command } from 'commander'
import { libraryFolder } from '../../transport/library-folder.ts'
import { command, now, tellAs, type Common } from '../command.ts'
import { onInterrupt } from '../interrupt.ts'
import { unpackFile, writeRunsAs, type KeepContext } from '../keep.ts'
import { withLab } from '../lab-client.ts'
import { note } from '../terminal.ts'

export function keepingCommands(program: Command): void {
  command(program, 'pack <run...>', 'Write whole runs, with checkpoints and log, as one file that any library takes.')
    .option('--out <path>', 'file to write (default: in this folder, after the run)')
    .action(async (runs: string[], options: Common & { out?: string }) => {
      process.exitCode = await writeRunsAs(runs, 'pack', options.out, keepContext(options))
    })

  command(program, 'unpack <file>', 'Bring the runs of a file that pack wrote into the library, equal to what they were.').action(
    async (file: string, options: Common) => {
      await withLab(libraryFolder(options.library), (client) => unpackFile(file, { client, tell: tellAs(options), onInterrupt }))
    },
  )
}

function keepContext(options: Common): KeepContext {
  return {
    withLab: (use) => withLab(libraryFolder(options.library), use),
    tell: tellAs(options),
    note,
    onInterrupt,
    now,
    json: options.json === true,
  }
}
