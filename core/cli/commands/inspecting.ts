/** Looking into trained networks: how they are built up, and what surrounds them. */
import { Option, type Command } from 'commander'
import { analyses } from '../../inspect/analyses.ts'
import { command } from '../command.ts'
import { numberWithin } from '../number-option.ts'
import { imagesOf, onImages, perform, type ImageChoice } from './inspect-options.ts'
import { imageCommands } from './inspecting-images.ts'
import { transferCommands } from './inspecting-transfer.ts'

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

  onImages(command(inspect, 'growth <run...>', analyses.growth.answers)).action((runs: string[], options: ImageChoice) =>
    perform(runs, options, { kind: 'growth', options: imagesOf(options) }),
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

  onImages(command(inspect, 'paths <run...>', analyses.paths.answers), { split: 'test', images: 1000 })
    .option('--draws <n>', 'paths of each length, and cut networks', numberWithin({ whole: true, min: 1, max: 1000 }), 10)
    .action((runs: string[], options: ImageChoice & { draws: number }) =>
      perform(runs, options, { kind: 'paths', options: { ...imagesOf(options), draws: options.draws } }),
    )

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
  imageCommands(inspect)
  transferCommands(inspect)
}
