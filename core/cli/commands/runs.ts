/** What is asked of runs that there are. */
import { Option, type Command } from 'commander'
import { telemetryQuantities } from '../../graph/telemetry.ts'
import { libraryFolder } from '../../transport/library-folder.ts'
import { command, commandOf, now, steps, tellAs, watching, withRecipe, type Common } from '../command.ts'
import { deleteCheckpoints, listCheckpoints, type CheckpointOptions } from '../checkpoints.ts'
import { compareRuns, type CompareOptions } from '../compare.ts'
import {
  branchRun,
  pauseRun,
  restoreRun,
  resumeRun,
  scaleRate,
  stopRun,
  trainAgain,
  type BranchOptions,
  type ResumeOptions,
} from '../controls.ts'
import { showInside, type InsideOptions } from '../inside.ts'
import { withLab } from '../lab-client.ts'
import { mostAtOnce } from '../../store/queue-settings.ts'
import { followInQueue, moveInQueue, showQueue, type QueueOptions } from '../queue.ts'
import { numberWithin } from '../number-option.ts'
import { listRuns, type RunsAsked } from '../runs.ts'
import { show, type ShowOptions } from '../show.ts'
import { note, print } from '../terminal.ts'

export function runCommands(program: Command): void {
  command(program, 'pause <run>', 'Write a checkpoint and end the process of a run; resume goes on from there.').action(
    async (run: string, options: Common) => {
      await watching(options, (context) => pauseRun(run, context, tellAs(options)))
    },
  )

  command(program, 'resume <run>', 'Go on with a run from its newest checkpoint, before all that is queued.')
    .option('--more <n>', 'steps to train beyond those planned', steps, 0)
    .option(
      '--back-to <step>',
      'where the newest checkpoint cannot be used: an older one, without what was measured beyond',
      steps,
    )
    .action(async (run: string, options: Common & ResumeOptions) => {
      process.exitCode = await watching(options, (context) => resumeRun(run, options, context))
    })

  command(program, 'again <run>', 'Train what a run trains from the start, with its recipe, as a run beside it.')
    .option('--name <name>', 'name of the run')
    .action(async (run: string, options: Common & { name?: string }) => {
      process.exitCode = await watching(options, (context) => trainAgain(run, options.name, context))
    })

  command(program, 'stop <run>', 'Write a checkpoint and end a run; it can go on later.')
    .option('--after-epoch', 'once the epoch under way is done')
    .action(async (run: string, options: Common & { afterEpoch?: boolean }) => {
      await watching(options, (context) => stopRun(run, options.afterEpoch === true, context, tellAs(options)))
    })

  command(program, 'rate <run>', 'Multiply the scheduled learning rate of a run that trains; 1 is as scheduled.')
    .argument('<scale>', 'factor', numberWithin({ min: 0.000_001, max: 1_000_000 }))
    .action(async (run: string, scale: number, options: Common) => {
      await watching(options, (context) => scaleRate(run, scale, context, tellAs(options)))
    })

  command(program, 'queue', 'Show what trains and what waits; pause the queue, or say how many runs may train at once.')
    .addOption(new Option('--pause', 'begin nothing more; what trains goes on').conflicts('go'))
    .option('--go', 'let the queue go on')
    .option(
      '--at-once <n>',
      'runs that may train at once, where memory holds them',
      numberWithin({ min: 1, max: mostAtOnce, whole: true }),
    )
    .action(async (options: Common & QueueOptions) => {
      await withLab(libraryFolder(options.library), (client) => showQueue(client, options, options.json === true, print))
    })

  command(program, 'move <run>', 'Move a run that waits to another place in the queue.')
    .argument('<place>', 'from 1', numberWithin({ min: 1, max: 1_000_000, whole: true }))
    .action(async (run: string, place: number, options: Common) => {
      await withLab(libraryFolder(options.library), (client) => moveInQueue(client, run, place, options.json === true, print))
    })

  command(
    program,
    'after <run> [other]',
    'Let a run that waits begin only once another has finished; without another, whenever it is its turn.',
  ).action(async (run: string, other: string | undefined, options: Common) => {
    await withLab(libraryFolder(options.library), (client) => followInQueue(client, run, other, options.json === true, print))
  })

  command(
    program,
    'compare <run...>',
    'Figures of runs beside each other, with differences to a baseline; runs that differ in the seed alone are one, with mean and spread.',
  )
    .option('--each', 'each run for itself')
    .option('--baseline <run>', 'what the others are compared with (default: the first)')
    .action(async (runs: string[], options: Common & CompareOptions) => {
      await withLab(libraryFolder(options.library), (client) =>
        compareRuns(client, runs, options, options.json === true, now(), print),
      )
    })

  command(program, 'checkpoints <run>', 'List the checkpoints of a run, each read whole; or delete some, to free space.')
    .option('--delete <step...>', 'delete those of these steps for good', (text: string, before: number[] = []) => [
      ...before,
      steps(text),
    ])
    .option('--even-newest', 'the one too that the run goes on from')
    .action(async (run: string, options: Common & CheckpointOptions) => {
      await withLab(libraryFolder(options.library), (client) =>
        options.delete === undefined
          ? listCheckpoints(client, run, options.json === true, print)
          : deleteCheckpoints(client, run, options, tellAs(options)),
      )
    })

  command(program, 'restore <run>', 'Go on from a checkpoint of a run: itself where it stands there, else as a run beside it.')
    .requiredOption('--step <n>', 'step of the checkpoint', steps)
    .action(async (run: string, options: Common & { step: number }) => {
      process.exitCode = await watching(options, (context) => restoreRun(run, options.step, context))
    })

  withRecipe(
    command(
      program,
      'branch <run>',
      'Start a run from a checkpoint of another, with its recipe or a changed one.',
    ).requiredOption('--step <n>', 'step of the checkpoint', steps),
  ).action(async (run: string, options: Common & BranchOptions) => {
    process.exitCode = await watching(options, (context) => branchRun(run, options, context))
  })

  command(program, 'runs [word...]', 'List the runs of the library, or those found by words: names, status, kinds and options.')
    .option('--where <query>', "only those that are so, as 'stage.shortcut = A and error < 9' (docs/queries.md)")
    .option('--archived', 'those too that are archived')
    .action(async (words: string[], options: Common & Omit<RunsAsked, 'words'>) => {
      process.exitCode = await withLab(libraryFolder(options.library), (client) =>
        listRuns({ ...options, words }, { client, command: commandOf(options) }, options.json === true, print),
      )
    })

  command(program, 'show <run>', 'Show one run; or its checkpoints, its log, the command that makes it again.')
    .option('--checkpoints', 'its checkpoints, each read whole')
    .option('--log', 'what its trainer and TensorFlow said')
    .option('--follow', 'with --log: what they say from now on too, until the run is at rest')
    .option('--command', 'the command that makes the same run again')
    .option('--design <file>', 'write its network as a design file')
    .option('--recipe <file>', 'write its recipe as a file')
    .action(async (run: string, options: Common & ShowOptions) => {
      const library = libraryFolder(options.library)
      await withLab(library, (client) => show(run, options, { client, library, json: options.json === true, print, note }))
    })

  command(program, 'inside <run>', "What was measured inside a run's network: gradients, weights, responses, by layer and block.")
    .addOption(new Option('--quantity <name...>', 'only these').choices([...telemetryQuantities]))
    .option('--of <name...>', 'only these layers or blocks: stage1.block1.conv1')
    .option('--step <n>', 'last measured step up to this one (default: the newest)', steps)
    .action(async (run: string, options: Common & InsideOptions) => {
      await withLab(libraryFolder(options.library), (client) => showInside(client, run, options, options.json === true, print))
    })
}
