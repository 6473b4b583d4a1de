/** `sweep`: what is asked of many runs at once. */
import { Option, type Command } from 'commander'
import { libraryFolder } from '../../transport/library-folder.ts'
import { methods, mostTrials } from '../../sweep/plan.ts'
import { pruningKinds } from '../../sweep/pruning.ts'
import { command, datasetOption, deviceOption, tellAs, watching, withRecipe, type Common } from '../command.ts'
import { withLab } from '../lab-client.ts'
import { numberWithin } from '../number-option.ts'
import { print } from '../terminal.ts'
import {
  exportSweep,
  extendSweep,
  listFields,
  listSweeps,
  newSweep,
  removeSweep,
  setSweep,
  showSweep,
  waitForSweep,
} from '../sweep.ts'
import type { NewSweepOptions } from '../sweep-plan.ts'
import { largestSeed } from '../../recipe/seed.ts'

const trials = numberWithin({ whole: true, min: 1, max: mostTrials })
const seed = numberWithin({ whole: true, min: 0, max: largestSeed })
const others = numberWithin({ whole: true, min: 1, max: 1000 })
const share = numberWithin({ min: 0, max: 1 })
const factor = numberWithin({ whole: true, min: 2, max: 10 })
const hours = numberWithin({ min: 0, max: 100_000 })
const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text]

/** `sweep new`, without what it does. */
export function newSweepCommand(parent: Command): Command {
  return withRecipe(
    command(parent, 'new <net>', 'Begin a sweep: of a network by options, or of a file that sweep show --plan wrote.')
      .addOption(datasetOption().default('cifar10'))
      .option('--recipe <name>', 'recipe to start from: a name or a file (default: the shortest for the data set)')
      .addOption(deviceOption())
      .option('--vary <field=range>', 'as "lr=0.01..1 log", "batch=64,128", "family-depth=3..9/4"; once for each field', collect)
      .addOption(new Option('--method <method>', 'how trials are chosen').choices(methods).default('tpe'))
      .option('--trials <n>', 'trials at most', trials, 20)
      .option('--seeds <list>', 'each trial is trained once with each, as 1,2,3', (text) => text.split(',').map(seed), [1])
      .option('--draw-seed <n>', 'what random draws follow from', seed, 1)
      .addOption(new Option('--prune <rule>', 'which runs are ended early').choices(pruningKinds).default('none'))
      .option('--prune-others <n>', 'median: once so many others were trained whole (4)', others)
      .option('--prune-from <share>', 'median: not before this share of the length (0.25); halving: first rung (0.1)', share)
      .option('--prune-factor <n>', 'halving: the best one of so many goes on (3)', factor)
      .option('--hours <n>', 'time at work of all its runs together, at most', hours)
      .option('--no-reuse', 'train again what is there already')
      .option('--forecast', 'only tell what it would take'),
  )
}

export function sweepCommands(program: Command): void {
  const sweep = program
    .command('sweep')
    .description('Vary fields of a recipe and a design, and compare what comes of it.')
    .exitOverride()

  newSweepCommand(sweep).action(async (net: string, options: Common & NewSweepOptions) => {
    process.exitCode = await watching(options, (context) => newSweep(net, options, context, tellAs(options)))
  })

  withRecipe(
    command(sweep, 'fields <net>', 'List what can be varied of a network and a recipe.')
      .addOption(datasetOption().default('cifar10'))
      .option('--recipe <name>', 'recipe to start from'),
  ).action(async (net: string, options: Common & NewSweepOptions) => {
    await withLab(libraryFolder(options.library), (client) => listFields(net, options, client, options.json === true, print))
  })

  command(sweep, 'list', 'List the sweeps of the library.').action(async (options: Common) => {
    await withLab(libraryFolder(options.library), (client) => listSweeps(client, options.json === true, print))
  })

  command(sweep, 'show <sweep>', 'Show where a sweep stands: its best, its trials, and how much each field matters.')
    .option('--plan', 'what it was begun with, as a file that begins another')
    .action(async (named: string, options: Common & { plan?: boolean }) => {
      await withLab(libraryFolder(options.library), (client) => showSweep(client, named, options, print))
    })

  command(sweep, 'wait <sweep>', 'Wait until a sweep has ended, and tell what goes on.').action(
    async (named: string, options: Common) => {
      process.exitCode = await withLab(libraryFolder(options.library), (client) => waitForSweep(client, named, tellAs(options)))
    },
  )

  const asked = { pause: 'pause', resume: 'go', cancel: 'cancel' } as const
  const words = {
    pause: 'Queue no further runs of a sweep; what waits or trains goes on.',
    resume: 'Let a paused sweep go on.',
    cancel: 'End a sweep, and stop what waits and trains of it.',
  }
  for (const name of ['pause', 'resume', 'cancel'] as const) {
    command(sweep, `${name} <sweep>`, words[name]).action(async (named: string, options: Common) => {
      await withLab(libraryFolder(options.library), (client) => setSweep(client, named, asked[name], tellAs(options)))
    })
  }

  command(sweep, 'extend <sweep>', 'Give a sweep more trials or time; one that has ended goes on.')
    .option('--trials <n>', 'trials in all', trials)
    .option('--hours <n>', 'time at work of all its runs together; 0: no limit', hours)
    .action(async (named: string, options: Common & { trials?: number; hours?: number }) => {
      await withLab(libraryFolder(options.library), (client) => extendSweep(client, named, options, tellAs(options)))
    })

  command(sweep, 'export <sweep>', 'Write a sweep as a study of Optuna.')
    .requiredOption('--optuna <file>', 'journal to write, for JournalStorage')
    .action(async (named: string, options: Common & { optuna: string }) => {
      await withLab(libraryFolder(options.library), (client) => exportSweep(client, named, options.optuna, tellAs(options)))
    })

  command(sweep, 'remove <sweep>', 'Forget a sweep that has ended; its runs stay.').action(
    async (named: string, options: Common) => {
      await withLab(libraryFolder(options.library), (client) => removeSweep(client, named, tellAs(options)))
    },
  )
}
