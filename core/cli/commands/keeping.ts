/** What of runs is kept outside the library, and comes back from there. */
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import type { RunsFormat } from '../../export/formats.ts'
import { libraryFolder } from '../../transport/library-folder.ts'
import { backUp } from '../back-up.ts'
import { checkLibrary } from '../check.ts'
import { command, now, tellAs, type Common } from '../command.ts'
import { importEventFolder, type ImportEventsOptions } from '../import-events.ts'
import { onInterrupt } from '../interrupt.ts'
import { unpackFile, writeRunsAs } from '../keep.ts'
import { keepContext } from '../keep-context.ts'
import { withLab } from '../lab-client.ts'
import { moveLibraryTo } from '../move-library.ts'
import { numberWithin } from '../number-option.ts'
import { reportPrinter } from '../print-report.ts'
import { queryLibrary } from '../query.ts'
import { note, print } from '../terminal.ts'

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

  command(
    program,
    'import-events <path>',
    'Make runs of event files of TensorBoard in a folder, or of one of them, as it has them: their scalars as figures, trained elsewhere.',
  )
    .option('--preview', 'only tell what is there, and what each tag would be')
    .option('--accuracy', 'what is called accuracy is the share that is right: 100 % less it is the error')
    .option('--map <tag=figure>', 'what a tag is, for example "Prec/top1=testError"; may be given several times', several, [])
    .option('--name <name>', 'of the runs, before the names of their folders')
    .action(async (folder: string, options: Common & ImportEventsOptions) => {
      const context = { tell: tellAs(options), note, onInterrupt }
      await withLab(libraryFolder(options.library), (client) => importEventFolder(folder, options, { client, ...context }))
    })

  command(program, 'metrics <run...>', 'Write what runs measured, and their settings, for other programs.')
    .addOption(
      new Option('--to <format>', 'what to write').choices(['csv', 'parquet', 'tensorboard', 'mlflow']).makeOptionMandatory(),
    )
    .option('--out <path>', 'folder to make (default: in this folder, after the run)')
    .action(async (runs: string[], options: Common & { to: RunsFormat; out?: string }) => {
      process.exitCode = await writeRunsAs(runs, options.to, options.out, keepContext(options))
    })

  command(program, 'report <run...>', 'Write results, charts, settings and designs of runs as Markdown and as one HTML file.')
    .option('--out <path>', 'folder to make (default: in this folder, after the run)')
    .option('--pdf', 'as PDF too, printed by Electron')
    .action(async (runs: string[], options: Common & { out?: string; pdf?: boolean }) => {
      // That it cannot be printed is said before anything is written.
      const printed = options.pdf === true ? reportPrinter() : undefined
      process.exitCode = await writeRunsAs(runs, 'report', options.out, keepContext(options), printed)
    })

  command(
    program,
    'query <sql>',
    'Ask the library in SQL: runs, steps, epochs, settings and more (docs/sql.md). Nothing is changed.',
  )
    .addOption(new Option('--csv', 'comma-separated values').conflicts('json'))
    .option('--limit <n>', 'rows at most', numberWithin({ whole: true, min: 1, max: 1_000_000_000 }), 10_000)
    .action(async (sql: string, options: Common & { csv?: boolean; limit: number }) => {
      const library = libraryFolder(options.library)
      const as = options.csv === true ? 'csv' : options.json === true ? 'json' : 'table'
      process.exitCode = await queryLibrary(sql, as, options.limit, {
        withLab: (use) => withLab(library, use),
        library,
        onInterrupt,
        print,
        note,
      })
    })

  command(program, 'check', 'Read every byte of every run, and tell what is damaged.')
    .option('--repair', 'put aside checkpoints that nothing can go on from; nothing is removed')
    .action(async (options: Common & { repair?: boolean }) => {
      const library = libraryFolder(options.library)
      process.exitCode = await withLab(library, (client) =>
        checkLibrary(options.repair === true, {
          client,
          folder: (id) => join(library, 'runs', id),
          tell: tellAs(options),
          note,
          onInterrupt,
          now,
        }),
      )
    })

  command(
    program,
    'backup <folder>',
    'Copy the whole library into a new folder, which is a library itself; runs may train meanwhile.',
  ).action(async (folder: string, options: Common) => {
    const library = libraryFolder(options.library)
    await withLab(library, (client) => backUp(folder, { ...keepContext(options), client, library }))
  })

  command(
    program,
    'move-library <folder>',
    'Move the whole library into a new folder: copied, compared, and then the one that is meant. Nothing may train meanwhile.',
  )
    .option('--delete-old', 'delete what is left in the old folder once it has arrived')
    .action(async (folder: string, options: Common & { deleteOld?: boolean }) => {
      const library = libraryFolder(options.library)
      process.exitCode = await withLab(library, (client) =>
        moveLibraryTo(folder, options.deleteOld === true, { ...keepContext(options), client, library }),
      )
    })
}

const several = (one: string, before: readonly string[]): readonly string[] => [...before, one]
