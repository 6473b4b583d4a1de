/** What a person says of runs: their name, tags and notes, which are favourites, which are archived. */
import type { Command } from 'commander'
import type { LabClient } from '../../api/contract.ts'
import { libraryFolder } from '../../transport/library-folder.ts'
import { command, tellAs, type Common } from '../command.ts'
import type { Tell } from '../controls.ts'
import { withLab } from '../lab-client.ts'
import { markRuns, noteRun, renameRun, tagRun, type NoteOptions } from '../remarks.ts'

export function remarkCommands(program: Command): void {
  command(program, 'rename <run> <name>', 'Call a run something else; what was measured stays as it is.').action(
    (run: string, name: string, options: Common) => saying(options, (client, tell) => renameRun(run, name, client, tell)),
  )

  command(program, 'tag <run> [tag...]', 'Tag a run, or tell its tags.')
    .option('--remove', 'take these tags off it')
    .action((run: string, tags: string[], options: Common & { remove?: boolean }) =>
      saying(options, (client, tell) => tagRun(run, tags, options.remove === true, client, tell)),
    )

  command(program, 'note <run> [text]', 'Put a text, as Markdown, below the notes of a run, or tell its notes.')
    .option('--file <path>', 'the whole notes, from a file')
    .option('--clear', 'no notes any more')
    .action((run: string, text: string | undefined, options: Common & NoteOptions) =>
      saying(options, (client, tell) => noteRun(run, text, options, client, tell)),
    )

  command(program, 'favourite <run...>', 'Make runs favourites.')
    .option('--off', 'favourites no more')
    .action((runs: string[], options: Common & { off?: boolean }) =>
      saying(options, (client, tell) => markRuns(runs, 'favourite', options.off !== true, client, tell)),
    )

  command(program, 'archive <run...>', 'Leave runs out of lists until they are asked for; nothing of them is deleted.')
    .option('--off', 'back into the lists')
    .action((runs: string[], options: Common & { off?: boolean }) =>
      saying(options, (client, tell) => markRuns(runs, 'archived', options.off !== true, client, tell)),
    )
}

function saying(options: Common, act: (client: LabClient, tell: Tell) => Promise<void>): Promise<void> {
  return withLab(libraryFolder(options.library), (client) => act(client, tellAs(options)))
}
