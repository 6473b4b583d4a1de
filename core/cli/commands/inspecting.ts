/** Looking into trained networks. */
import { Option, type Command } from 'commander'
import { analyses, type AskedAnalysis } from '../../inspect/analyses.ts'
import type { WantedCheckpoint } from '../../store/wanted-checkpoint.ts'
import { libraryFolder } from '../../transport/library-folder.ts'
import { command, now, type Common } from '../command.ts'
import { readCheckpoint } from '../export.ts'
import { inspectEnsemble } from '../inspect/ensemble.ts'
import { inspectErrors } from '../inspect/errors.ts'
import { inspectRuns, type InspectContext } from '../inspect/inspect.ts'
import { onInterrupt } from '../interrupt.ts'
import { withLab } from '../lab-client.ts'
import { numberWithin } from '../number-option.ts'
import { note, print } from '../terminal.ts'

interface ImageChoice extends Common {
  checkpoint?: WantedCheckpoint
  images?: number
  split: 'test' | 'train'
  seed: number
}

interface SurfaceChoice {
  over: 'line' | 'plane'
  to?: number
  points: number
  span: number
}

export function inspectingCommands(program: Command): void {
  const inspect = program.command('inspect').description('Look into trained networks: one run, or several beside each other.')

  onImages(command(inspect, 'predictions <run...>', analyses.predictions.answers)).action(
    (runs: string[], options: ImageChoice) => perform(runs, options, { kind: 'predictions', options: imagesOf(options) }),
  )

  onImages(command(inspect, 'responses <run...>', analyses.responses.answers)).action((runs: string[], options: ImageChoice) =>
    perform(runs, options, { kind: 'responses', options: imagesOf(options) }),
  )

  onImages(command(inspect, 'lesions <run...>', analyses.lesions.answers))
    .option('--draws <n>', 'draws for each number of blocks, and of pairs', numberWithin({ whole: true, min: 0, max: 100 }), 5)
    .option(
      '--most <n>',
      'most blocks left out at once, and most pairs swapped',
      numberWithin({ whole: true, min: 0, max: 1000 }),
      10,
    )
    .action((runs: string[], options: ImageChoice & { draws: number; most: number }) => {
      const { draws, most } = options
      return perform(runs, options, { kind: 'lesions', options: { ...imagesOf(options), draws, most } })
    })

  onImages(command(inspect, 'gradients <run...>', analyses.gradients.answers), { split: 'train', images: 1024 }).action(
    (runs: string[], options: ImageChoice) => perform(runs, options, { kind: 'gradients', options: imagesOf(options) }),
  )

  onImages(command(inspect, 'surface <run...>', analyses.surface.answers), { split: 'train', images: 1024 })
    .addOption(
      new Option('--over <what>', 'one random direction, or two').choices(['line', 'plane']).default('line').conflicts('to'),
    )
    .option(
      '--to <step>',
      'instead: on the way to the checkpoint of this step',
      numberWithin({ whole: true, min: 0, max: 2 ** 31 - 1 }),
    )
    .option('--points <n>', 'points on an axis', numberWithin({ whole: true, min: 2, max: 401 }), 21)
    .option(
      '--span <x>',
      'how far to go on both sides; 1 is as far as filters are long',
      numberWithin({ min: 1e-6, max: 100 }),
      1,
    )
    .action((runs: string[], options: ImageChoice & SurfaceChoice) => {
      const { over: kind, to: step, points, span } = options
      const over = step === undefined ? ({ kind, points, span } as const) : ({ kind: 'between', points, step } as const)
      return perform(runs, options, { kind: 'surface', options: { ...imagesOf(options), over } })
    })

  onImages(
    command(
      inspect,
      'errors <run...>',
      'Which classes are taken for which, how sure it is of it, and what is most confidently wrong.',
    ),
  )
    .option('--most <n>', 'how many of the wrong images', numberWithin({ whole: true, min: 0, max: 10_000 }), 10)
    .action((runs: string[], options: ImageChoice & { most: number }) =>
      within(options, (context) => inspectErrors(imagesOf(options), options.most, runs, checkpointOf(options), context)),
    )

  onImages(
    command(
      inspect,
      'ensemble <run...>',
      'Runs as one network: mean of their probabilities, majority vote, and how far they agree.',
    ),
  ).action((runs: string[], options: ImageChoice) =>
    within(options, (context) => inspectEnsemble(imagesOf(options), runs, checkpointOf(options), context)),
  )
}

/** `usual`: what is looked at where nothing is said: all test images, or those. */
function onImages(to: Command, usual: Pick<ImageChoice, 'images' | 'split'> = { split: 'test' }): Command {
  return to
    .addOption(new Option('--checkpoint <which>', 'best, last, or the step of one (default: last)').argParser(readCheckpoint))
    .option(
      '--images <n>',
      `how many images, drawn by the seed${usual.images === undefined ? ' (default: all)' : ''}`,
      numberWithin({ whole: true, min: 1, max: 100_000_000 }),
      usual.images,
    )
    .addOption(new Option('--split <name>', 'which images').choices(['test', 'train']).default(usual.split))
    .option('--seed <n>', 'of all that is drawn', numberWithin({ whole: true, min: 0, max: 2 ** 31 - 1 }), 1)
}

function imagesOf({ images, split, seed }: ImageChoice) {
  return { images: images ?? null, split, seed }
}

function checkpointOf({ checkpoint }: ImageChoice): WantedCheckpoint {
  return checkpoint ?? 'last'
}

function perform(runs: string[], options: ImageChoice, asked: AskedAnalysis): Promise<void> {
  return within(options, (context) => inspectRuns(asked, runs, checkpointOf(options), context))
}

async function within(options: ImageChoice, use: (context: InspectContext) => Promise<number>): Promise<void> {
  process.exitCode = await withLab(libraryFolder(options.library), (client) =>
    use({ client, json: options.json === true, print, note, onInterrupt, now }),
  )
}
