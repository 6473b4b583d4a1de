/** What all ways of looking inside are asked with: a checkpoint and images. */
import { Option, type Command } from 'commander'
import type { AskedAnalysis } from '../../inspect/analyses.ts'
import type { WantedCheckpoint } from '../../store/wanted-checkpoint.ts'
import { libraryFolder } from '../../transport/library-folder.ts'
import { now, type Common } from '../command.ts'
import { readCheckpoint } from '../export.ts'
import { inspectRuns, type InspectContext } from '../inspect/inspect.ts'
import { onInterrupt } from '../interrupt.ts'
import { withLab } from '../lab-client.ts'
import { numberWithin } from '../number-option.ts'
import { note, print } from '../terminal.ts'
import { largestSeed } from '../../recipe/seed.ts'

export interface CheckpointChoice extends Common {
  checkpoint?: WantedCheckpoint
}

export interface ImageChoice extends CheckpointChoice {
  images?: number
  split: 'test' | 'train'
  seed: number
}

/** `usual`: what is looked at where nothing is said: all test images, or those. */
export function onImages(to: Command, usual: Pick<ImageChoice, 'images' | 'split'> = { split: 'test' }): Command {
  return onImageCount(onCheckpoint(to), usual.images).addOption(
    new Option('--split <name>', 'which images').choices(['test', 'train']).default(usual.split),
  )
}

export function onCheckpoint(to: Command): Command {
  return to.addOption(
    new Option('--checkpoint <which>', 'best, last, or the step of one (default: last)').argParser(readCheckpoint),
  )
}

/** `usual`: how many where nothing is said; left out for all. */
export function onImageCount(to: Command, usual?: number): Command {
  return to
    .option(
      '--images <n>',
      `how many images, drawn by the seed${usual === undefined ? ' (default: all)' : ''}`,
      numberWithin({ whole: true, min: 1, max: 100_000_000 }),
      usual,
    )
    .option('--seed <n>', 'of all that is drawn', numberWithin({ whole: true, min: 0, max: largestSeed }), 1)
}

export function imagesOf({ images, split, seed }: ImageChoice) {
  return { images: images ?? null, split, seed }
}

export function checkpointOf({ checkpoint }: CheckpointChoice): WantedCheckpoint {
  return checkpoint ?? 'last'
}

export function perform(runs: string[], options: CheckpointChoice, asked: AskedAnalysis): Promise<void> {
  return within(options, (context) => inspectRuns(asked, runs, checkpointOf(options), context))
}

export async function within(options: CheckpointChoice, use: (context: InspectContext) => Promise<number>): Promise<void> {
  process.exitCode = await withLab(libraryFolder(options.library), (client) =>
    use({ client, json: options.json === true, print, note, onInterrupt, now }),
  )
}
