/** Looking into trained networks. */
import { Option, type Command } from 'commander'
import type { AskedAnalysis } from '../../inspect/analyses.ts'
import { analyses } from '../../inspect/analyses.ts'
import type { WantedCheckpoint } from '../../store/wanted-checkpoint.ts'
import { libraryFolder } from '../../transport/library-folder.ts'
import { command, now, type Common } from '../command.ts'
import { readCheckpoint } from '../export.ts'
import { inspectRuns } from '../inspect/inspect.ts'
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

async function perform(runs: string[], options: ImageChoice, asked: AskedAnalysis): Promise<void> {
  process.exitCode = await withLab(libraryFolder(options.library), (client) =>
    inspectRuns(asked, runs, options.checkpoint ?? 'last', {
      client,
      json: options.json === true,
      print,
      note,
      onInterrupt,
      now,
    }),
  )
}
