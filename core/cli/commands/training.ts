/** `train`, `try`, `import`: what begins with a network. */
import { Option, type Command } from 'commander'
import { datasetIds } from '../../datasets/dataset.ts'
import { libraryFolder } from '../../transport/library-folder.ts'
import { command, datasetOption, deviceOption, now, tellAs, watching, withRecipe, type Common } from '../command.ts'
import { importRun, type ImportOptions } from '../import.ts'
import { onInterrupt } from '../interrupt.ts'
import { withLab } from '../lab-client.ts'
import { numberWithin } from '../number-option.ts'
import { note, print } from '../terminal.ts'
import { trainNetworks, type TrainOptions } from '../train.ts'
import { tryNetworks, type TryOptions } from '../try.ts'
import { largestSeed } from '../../recipe/seed.ts'

export function trainingCommands(program: Command): void {
  withRecipe(
    command(program, 'train <net...>', 'Train networks, one after the other: presets (resnet-20, plain-56, …) or design files.')
      .addOption(datasetOption().default('cifar10'))
      .option('--recipe <name>', 'recipe to start from: a name or a file (default: the shortest for the data set)')
      .option('--after <run>', 'begin only once this run has finished; held where it ends otherwise')
      .addOption(deviceOption()),
  ).action(async (nets: string[], options: Common & TrainOptions) => {
    process.exitCode = await watching(options, (context) => trainNetworks(nets, options, context))
  })

  command(
    program,
    'try <net> [other]',
    'Put one batch through untrained networks: responses, dead units, gradients, step time and memory.',
  )
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
    .option('--seed <n>', 'weights and images follow from it', numberWithin({ whole: true, min: 0, max: largestSeed }), 1)
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

  withRecipe(
    command(
      program,
      'import <weights>',
      'Make a run that begins with the weights of a safetensors, ONNX or .keras file, and evaluate it; resume trains on from there.',
    )
      .requiredOption('--as <net>', 'what the weights are of: a preset or a design file')
      .addOption(datasetOption().default('cifar10'))
      .option('--recipe <name>', 'recipe to train on with: a name or a file (default: the shortest for the data set)')
      .option('--no-evaluation', 'do not evaluate it now: resume does so before it trains')
      .addOption(deviceOption()),
  ).action(async (weights: string, options: Common & ImportOptions) => {
    process.exitCode = await watching(options, (context) => importRun(weights, options, context, tellAs(options)))
  })
}
