/** The command line. Each command is a few lines here and a file beside. */
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander'
import { datasetIds } from '../datasets/dataset.ts'
import { failureText } from '../files/failure.ts'
import { labCommand, libraryFolder } from '../transport/library-folder.ts'
import { deleteRuns, listBin, purgeBin, restoreFromBin } from './bin.ts'
import { calibrate } from './calibrate.ts'
import {
  branchRun,
  pauseRun,
  resumeRun,
  scaleRate,
  stopRun,
  trainAgain,
  type BranchOptions,
  type ResumeOptions,
  type Tell,
} from './controls.ts'
import { downloadDataset, listDatasets } from './data.ts'
import { describe } from './describe.ts'
import { parseDevice } from './device-option.ts'
import { diffDesigns } from './diff.ts'
import { describeRecipe } from './describe-recipe.ts'
import { listNetworks } from './list-networks.ts'
import { doctor } from './doctor.ts'
import { exportNetwork, withExportOptions, type ExportOptions } from './export.ts'
import { importRun, type ImportOptions } from './import.ts'
import { showInside, type InsideOptions } from './inside.ts'
import { labStart, withLab } from './lab-client.ts'
import { numberWithin } from './number-option.ts'
import { recipeOptions } from './recipe-options.ts'
import { listCheckpoints, listRuns, showRun } from './runs.ts'
import { serve, type ServeOptions } from './serve.ts'
import { barStream, commanderOutput, note, print } from './terminal.ts'
import { barOutput, jsonOutput, lineOutput, type TrainOutput } from './train-output.ts'
import { showVariants } from './variants.ts'
import { trainNetworks, type TrainOptions } from './train.ts'
import { tryNetworks, type TryOptions } from './try.ts'
import { telemetryQuantities } from '../graph/telemetry.ts'
import { exitCode, UsageError } from './usage.ts'
import type { TrainContext } from './watch.ts'

interface Common {
  library?: string
  json?: boolean
}

const now = (): number => Date.now()

const steps = numberWithin({ whole: true, min: 0, max: 100_000_000 })

/** An empty name, as of a variable that is not set, must not open another library than the one that was meant. */
function named(text: string): string {
  if (text === '') throw new InvalidArgumentError('It takes a folder.')
  return text
}

const datasetOption = (): Option => new Option('--data <name>', 'data set; downloaded when it is not there').choices(datasetIds)

const deviceOption = (): Option =>
  new Option('--device <where>', 'auto, cpu, gpu, or GPUs that share each batch as gpu:0,1')
    .argParser(parseDevice)
    .default({ kind: 'auto' }, 'auto')

const program = new Command('lab')
  .description('Design, train and compare residual networks.')
  .exitOverride()
  .configureOutput(commanderOutput)
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(--help says more)')

/** A command with the options that all have. */
function command(name: string, description: string, parent = program): Command {
  return parent
    .command(name)
    .description(description)
    .exitOverride()
    .option('--library <folder>', 'library of designs and runs (default: STAGECRAFT_LIBRARY, else ~/Stagecraft)', named)
    .option('--json', 'one JSON object a line')
}

/** The options that change a recipe. */
function withRecipe(to: Command): Command {
  for (const option of recipeOptions()) to.addOption(option)
  return to.option('--name <name>', 'name of the run')
}

withRecipe(
  command('train <net...>', 'Train networks, one after the other: presets (resnet-20, plain-56, …) or design files.')
    .addOption(datasetOption().default('cifar10'))
    .option('--recipe <name>', 'recipe to start from: a name or a file (default: the shortest for the data set)')
    .addOption(deviceOption()),
).action(async (nets: string[], options: Common & TrainOptions) => {
  process.exitCode = await watching(options, (context) => trainNetworks(nets, options, context))
})

command('try <net> [other]', 'Put one batch through untrained networks: responses, dead units, gradients, step time and memory.')
  .addOption(
    new Option(
      '--data <name>',
      'images: a data set, downloaded when it is not there, or noise (default: one here that fits)',
    ).choices([...datasetIds, 'noise']),
  )
  .option(
    '--batch <n>',
    'images (default: 128 of small ones, 32 of large ones)',
    numberWithin({ whole: true, min: 2, max: 65_536 }),
  )
  .addOption(
    new Option('--precision <type>', 'numbers of activations and their gradients')
      .choices(['float32', 'bfloat16', 'float16'])
      .default('float32'),
  )
  .option('--seed <n>', 'weights and images follow from it', numberWithin({ whole: true, min: 0, max: 2_147_483_647 }), 1)
  .action(async (net: string, other: string | undefined, options: Common & TryOptions) => {
    const library = libraryFolder(options.library)
    process.exitCode = await withLab(library, (client) =>
      tryNetworks(other === undefined ? [net] : [net, other], options, {
        client,
        library,
        json: options.json === true,
        print,
        note,
        onInterrupt,
        now,
      }),
    )
  })

command('pause <run>', 'Write a checkpoint and end the process of a run; resume goes on from there.').action(
  async (run: string, options: Common) => {
    await watching(options, (context) => pauseRun(run, context, tellAs(options)))
  },
)

command('resume <run>', 'Go on with a run from its newest checkpoint, before all that is queued.')
  .option('--more <n>', 'steps to train beyond those planned', steps, 0)
  .option('--back-to <step>', 'where the newest checkpoint cannot be used: an older one, without what was measured beyond', steps)
  .action(async (run: string, options: Common & ResumeOptions) => {
    process.exitCode = await watching(options, (context) => resumeRun(run, options, context))
  })

command('again <run>', 'Train what a run trains from the start, with its recipe, as a run beside it.')
  .option('--name <name>', 'name of the run')
  .action(async (run: string, options: Common & { name?: string }) => {
    process.exitCode = await watching(options, (context) => trainAgain(run, options.name, context))
  })

command('stop <run>', 'Write a checkpoint and end a run; it can go on later.')
  .option('--after-epoch', 'once the epoch under way is done')
  .action(async (run: string, options: Common & { afterEpoch?: boolean }) => {
    await watching(options, (context) => stopRun(run, options.afterEpoch === true, context, tellAs(options)))
  })

command('rate <run>', 'Multiply the scheduled learning rate of a run that trains; 1 is as scheduled.')
  .argument('<scale>', 'factor', numberWithin({ min: 0.000_001, max: 1_000_000 }))
  .action(async (run: string, scale: number, options: Common) => {
    await watching(options, (context) => scaleRate(run, scale, context, tellAs(options)))
  })

command('checkpoints <run>', 'List the checkpoints of a run.').action(async (run: string, options: Common) => {
  await withLab(libraryFolder(options.library), (client) => listCheckpoints(client, run, options.json === true, print))
})

withRecipe(
  command('branch <run>', 'Start a run from a checkpoint of another, with its recipe or a changed one.').requiredOption(
    '--step <n>',
    'step of the checkpoint',
    steps,
  ),
).action(async (run: string, options: Common & BranchOptions) => {
  process.exitCode = await watching(options, (context) => branchRun(run, options, context))
})

command('runs', 'List the runs of the library.').action(async (options: Common) => {
  process.exitCode = await withLab(libraryFolder(options.library), (client) =>
    listRuns({ client, command: commandOf(options) }, options.json === true, print),
  )
})

command('show <run>', 'Show one run.').action(async (run: string, options: Common) => {
  await withLab(libraryFolder(options.library), (client) => showRun(client, run, options.json === true, print))
})

command('inside <run>', "What was measured inside a run's network: gradients, weights, responses, by layer and block.")
  .addOption(new Option('--quantity <name...>', 'only these').choices([...telemetryQuantities]))
  .option('--of <name...>', 'only these layers or blocks: stage1.block1.conv1')
  .option('--step <n>', 'last measured step up to this one (default: the newest)', steps)
  .action(async (run: string, options: Common & InsideOptions) => {
    await withLab(libraryFolder(options.library), (client) => showInside(client, run, options, options.json === true, print))
  })

command('networks [word...]', 'List the networks of the gallery: layers, parameters, MACs, published error, paper.').action(
  async (words: string[], options: Common) => {
    await listNetworks(words, options.json === true, print)
  },
)

command('describe <net>', 'Shapes, parameters, MACs and problems of a preset or a design file.').action(
  async (net: string, options: Common) => {
    process.exitCode = await describe(net, options.json === true, print)
  },
)

command(
  'diff <before> <after>',
  'What differs between two designs: presets, design files, or designs of the library; and their counts.',
).action(async (before: string, after: string, options: Common) => {
  process.exitCode = await diffDesigns({ before, after }, libraryFolder(options.library), options.json === true, print)
})

withExportOptions(
  command('export <what>', 'Write a preset, a design or a run with its weights as PyTorch, Keras, ONNX, SavedModel or JSON.'),
).action(async (what: string, options: Common & ExportOptions) => {
  const library = libraryFolder(options.library)
  await exportNetwork(what, options, { library, withLab: (use) => withLab(library, use), print, json: options.json === true })
})

withRecipe(
  command(
    'import <weights>',
    'Make a run that begins with the weights of a safetensors or ONNX file; resume trains on from there.',
  )
    .requiredOption('--as <net>', 'what the weights are of: a preset or a design file')
    .addOption(datasetOption().default('cifar10'))
    .option('--recipe <name>', 'recipe to train on with: a name or a file (default: the shortest for the data set)')
    .addOption(deviceOption()),
).action(async (weights: string, options: Common & ImportOptions) => {
  await watching(options, (context) => importRun(weights, options, context, tellAs(options)))
})

command('variants <design>', 'List the variants that follow a design of the library, and make new ones.')
  .option('--make <change...>', 'plain-twin, option=B, pre-activation, n=9, wide=2; one variant each')
  .action(async (design: string, options: Common & { make?: string[] }) => {
    await withLab(libraryFolder(options.library), (client) =>
      showVariants(client, design, options.make ?? [], options.json === true, print),
    )
  })

command('describe-recipe <recipe>', 'Every setting of a recipe or a recipe file, and where it departs from another.')
  .option('--against <recipe>', 'published recipe to hold it against (default: the one it is named after)')
  .action((recipe: string, options: Common & { against?: string }) => {
    describeRecipe(recipe, options.against, options.json === true, print)
  })

command('delete <run...>', 'Put runs into the bin; they come back from there as they were.').action(
  async (runs: string[], options: Common) => {
    await withLab(libraryFolder(options.library), (client) =>
      deleteRuns(runs, { client, command: commandOf(options) }, tellAs(options)),
    )
  },
)

const bin = command('bin', 'List what was deleted, and how much purging it frees.').action(async (options: Common) => {
  await withLab(libraryFolder(options.library), (client) =>
    listBin({ client, command: commandOf(options) }, options.json === true, print),
  )
})
command('restore <id...>', 'Bring deleted runs and designs back.', bin).action(async (ids: string[], _: Common, of: Command) => {
  const options = of.optsWithGlobals<Common>()
  await withLab(libraryFolder(options.library), (client) => restoreFromBin(ids, client, tellAs(options)))
})
command('purge [id...]', 'Remove deleted runs and designs for good, and say how much that frees.', bin)
  .option('--all', 'everything that the bin holds')
  .action(async (ids: string[], _: Common, of: Command) => {
    const options = of.optsWithGlobals<Common & { all?: boolean }>()
    await withLab(libraryFolder(options.library), (client) => purgeBin(ids, options.all === true, client, tellAs(options)))
  })

const data = command('data', 'List the data sets and where they stand.').action(async (options: Common) => {
  await withLab(libraryFolder(options.library), (client) => listDatasets(client, options.json === true, print))
})
command('download <data>', 'Bring a data set to this computer.', data).action(async (name: string, _: Common, of: Command) => {
  await watching(of.optsWithGlobals<Common>(), (context) => downloadDataset(name, context))
})

command('doctor', 'Tell what this computer has and lacks for training, and what mends it.').action(async (options: Common) => {
  process.exitCode = await doctor(libraryFolder(options.library), options.json === true, print)
})

command('calibrate', 'Measure for a minute how fast this computer trains; runs then say beforehand what they take.').action(
  async (options: Common) => {
    process.exitCode = await withLab(libraryFolder(options.library), (client) =>
      calibrate({ client, tell: tellAs(options), onInterrupt }),
    )
  },
)

command('serve', 'Serve the interface to a browser on this computer, at an address with a one-time token.')
  .option(
    '--port <n>',
    'port of the loopback interface (default: any free one)',
    numberWithin({ whole: true, min: 0, max: 65_535 }),
  )
  .action(async (options: Common & ServeOptions) => {
    await serve(labStart(libraryFolder(options.library)), options, options.json === true, print)
  })

/** What a person types to reach the same library with another command. */
function commandOf(options: Common): (words: string) => string {
  const folder = libraryFolder(options.library)
  return (words) => labCommand(words, folder)
}

function tellAs(options: Common): Tell {
  return (event, words) => print(options.json === true ? JSON.stringify(event) : words)
}

/** Connects, and tells what goes on while `use` waits for it. */
function watching<T>(options: Common, use: (context: TrainContext) => Promise<T>): Promise<T> {
  return withLab(libraryFolder(options.library), async (client) => {
    const output = chooseOutput(options.json === true)
    try {
      return await use({ client, output, command: commandOf(options), note, onInterrupt })
    } finally {
      output.close()
    }
  })
}

function chooseOutput(json: boolean): TrainOutput {
  if (json) return jsonOutput(print, now)
  const stream = barStream()
  return stream ? barOutput(stream) : lineOutput(print, now)
}

let interrupt: (() => Promise<void>) | null = null

/** The first Ctrl-C stops what was started cleanly, and the command then ends by itself; the second leaves at once. */
function onInterrupt(stop: () => Promise<void>): void {
  interrupt = stop
}

process.on('SIGINT', () => {
  if (interrupt === null) process.exit(exitCode.failed)
  const stop = interrupt
  interrupt = null
  note('\nStopping at a checkpoint after this step; Ctrl-C again leaves at once, and training goes on.')
  stop().catch(fail)
})

function fail(thrown: unknown): never {
  if (thrown instanceof CommanderError) process.exit(thrown.exitCode === 0 ? exitCode.finished : exitCode.wrongUse)
  note(failureText(thrown))
  process.exit(thrown instanceof UsageError ? exitCode.wrongUse : exitCode.failed)
}

program.parseAsync().catch(fail)
