/** Looking into what trained networks are good for elsewhere: their features, and small devices. */
import { Option, type Command } from 'commander'
import { datasetIds, type DatasetId } from '../../datasets/dataset.ts'
import { analyses } from '../../inspect/analyses.ts'
import { command } from '../command.ts'
import { inspectDevices } from '../inspect/devices.ts'
import { inspectFeatures } from '../inspect/features.ts'
import {
  checkpointOf,
  imagesOf,
  onCheckpoint,
  onImageCount,
  onImages,
  perform,
  within,
  type ImageChoice,
} from './inspect-options.ts'

interface PlaceChoice extends ImageChoice {
  dataset?: DatasetId
  place?: string
}

export function transferCommands(inspect: Command): void {
  onPlace(onImages(command(inspect, 'features <run...>', analyses.features.answers)))
    .option('--to <file>', 'write those of one run, as .safetensors or .parquet')
    .action((runs: string[], options: PlaceChoice & { to?: string }) => {
      const asked = { ...imagesOf(options), dataset: options.dataset ?? null, place: options.place ?? 'head' }
      return within(options, (context) => inspectFeatures(asked, options.to, runs, checkpointOf(options), context))
    })

  onPlace(onImageCount(onCheckpoint(command(inspect, 'probe <run...>', analyses.linearProbe.answers)))).action(
    (runs: string[], options: PlaceChoice) => {
      const { images, seed } = imagesOf(options)
      const { dataset = null, place = null } = options
      return perform(runs, options, { kind: 'linearProbe', options: { images, seed, dataset, place } })
    },
  )

  onImages(command(inspect, 'devices <run...>', analyses.devices.answers)).action((runs: string[], options: ImageChoice) =>
    within(options, (context) => inspectDevices(imagesOf(options), runs, checkpointOf(options), context)),
  )
}

function onPlace(to: Command): Command {
  return to
    .addOption(new Option('--dataset <id>', 'whose images (default: those it was trained on)').choices([...datasetIds]))
    .option('--place <name>', 'stem, stage1, stage2 …, or head')
}
