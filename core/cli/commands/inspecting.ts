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

function onImages(to: Command): Command {
  return to
    .addOption(new Option('--checkpoint <which>', 'best, last, or the step of one (default: last)').argParser(readCheckpoint))
    .option(
      '--images <n>',
      'how many images, drawn by the seed (default: all)',
      numberWithin({ whole: true, min: 1, max: 100_000_000 }),
    )
    .addOption(new Option('--split <name>', 'which images').choices(['test', 'train']).default('test'))
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
