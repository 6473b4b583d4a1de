/** What was deleted, and the data sets: what takes room on the disk. */
import type { Command } from 'commander'
import { libraryFolder } from '../../transport/library-folder.ts'
import { deleteRuns, listBin, purgeBin, restoreFromBin } from '../bin.ts'
import { command, commandOf, tellAs, watching, type Common } from '../command.ts'
import { downloadDataset, listDatasets } from '../data.ts'
import { withLab } from '../lab-client.ts'
import { print } from '../terminal.ts'

export function diskCommands(program: Command): void {
  command(program, 'delete <run...>', 'Put runs into the bin; they come back from there as they were.').action(
    async (runs: string[], options: Common) => {
      await withLab(libraryFolder(options.library), (client) =>
        deleteRuns(runs, { client, command: commandOf(options) }, tellAs(options)),
      )
    },
  )

  const bin = command(program, 'bin', 'List what was deleted, and how much purging it frees.').action(async (options: Common) => {
    await withLab(libraryFolder(options.library), (client) =>
      listBin({ client, command: commandOf(options) }, options.json === true, print),
    )
  })
  command(bin, 'restore <id...>', 'Bring deleted runs and designs back.').action(
    async (ids: string[], _: Common, of: Command) => {
      const options = of.optsWithGlobals<Common>()
      await withLab(libraryFolder(options.library), (client) => restoreFromBin(ids, client, tellAs(options)))
    },
  )
  command(bin, 'purge [id...]', 'Remove deleted runs and designs for good, and say how much that frees.')
    .option('--all', 'everything that the bin holds')
    .action(async (ids: string[], _: Common, of: Command) => {
      const options = of.optsWithGlobals<Common & { all?: boolean }>()
      await withLab(libraryFolder(options.library), (client) => purgeBin(ids, options.all === true, client, tellAs(options)))
    })

  const data = command(program, 'data', 'List the data sets and where they stand.').action(async (options: Common) => {
    await withLab(libraryFolder(options.library), (client) => listDatasets(client, options.json === true, print))
  })
  command(data, 'download <data>', 'Bring a data set to this computer.').action(async (name: string, _: Common, of: Command) => {
    await watching(of.optsWithGlobals<Common>(), (context) => downloadDataset(name, context))
  })
}
