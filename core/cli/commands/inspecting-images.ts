/** Looking into what trained networks say of images. */
import { Option, type Command } from 'commander'
import { analyses } from '../../inspect/analyses.ts'
import { command } from '../command.ts'
import { inspectEnsemble } from '../inspect/ensemble.ts'
import { inspectErrors } from '../inspect/errors.ts'
import { inspectLabels } from '../inspect/labels.ts'
import { numberWithin } from '../number-option.ts'
import {
  checkpointOf,
  imagesOf,
  onCheckpoint,
  onImageCount,
  onImages,
  perform,
  within,
  type CheckpointChoice,
  type ImageChoice,
} from './inspect-options.ts'

const most = numberWithin({ whole: true, min: 0, max: 10_000 })

export function imageCommands(inspect: Command): void {
  onImages(
    command(
      inspect,
      'errors <run...>',
      'Which classes are taken for which, how sure it is of it, and what is most confidently wrong.',
    ),
  )
    .option('--most <n>', 'how many of the wrong images', most, 10)
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

  onImages(command(inspect, 'labels <run...>', 'Which labels are likely wrong: another class is confident of the image.'))
    .option('--most <n>', 'how many of them', most, 20)
    .action((runs: string[], options: ImageChoice & { most: number }) =>
      within(options, (context) => inspectLabels(imagesOf(options), options.most, runs, checkpointOf(options), context)),
    )

  onImageCount(onCheckpoint(command(inspect, 'duplicates <run...>', analyses.duplicates.answers)))
    .option('--most <n>', 'how many pairs', numberWithin({ whole: true, min: 1, max: 10_000 }), 200)
    .action((runs: string[], options: ImageChoice & { most: number }) => {
      const { images, seed } = imagesOf(options)
      return perform(runs, options, { kind: 'duplicates', options: { images, seed, most: options.most } })
    })

  onCheckpoint(command(inspect, 'image <run...>', analyses.image.answers))
    .requiredOption('--image <n>', 'its place in the split', numberWithin({ whole: true, min: 0, max: 100_000_000 }))
    .addOption(new Option('--split <name>', 'which images').choices(['test', 'train']).default('test'))
    .action((runs: string[], options: CheckpointChoice & { image: number; split: 'test' | 'train' }) => {
      const { image, split } = options
      return perform(runs, options, { kind: 'image', options: { image, split } })
    })
}
