/** What the sheet offers: images that fit a design, and designs to hold beside it. Pure. */
import type { Architecture } from '../../../../core/architecture/architecture.ts'
import { plainTwin } from '../../../../core/architecture/edit.ts'
import { fitsDataset } from '../../../../core/architecture/fit-dataset.ts'
import type { Preset } from '../../../../core/architecture/gallery.ts'
import type { DatasetState } from '../../../../core/datasets/describe.ts'
import type { FirstBatchSettings } from '../../../../core/recipe/first-batch.ts'
import type { Design } from '../../../../core/store/designs.ts'

type Images = FirstBatchSettings['images']

export interface ImagesChoice {
  readonly value: Images
  readonly label: string
  readonly disabled?: boolean
}

/** Noise is always possible, and last. */
export function imagesChoices(architecture: Architecture, datasets: readonly DatasetState[]): ImagesChoice[] {
  const fitting = datasets.flatMap((dataset): ImagesChoice[] => {
    if (!fitsDataset(architecture, { ...dataset, classes: dataset.classes.length })) return []
    return dataset.status.kind === 'ready'
      ? [{ value: dataset.id, label: dataset.name }]
      : [{ value: dataset.id, label: `${dataset.name}, not on this computer`, disabled: true }]
  })
  return [...fitting, { value: 'noise', label: 'Noise, standard normal' }]
}

/** The first that can be had: real images where there are some. */
export function usualImages(choices: readonly ImagesChoice[]): Images {
  return choices.find(({ disabled }) => !disabled)?.value ?? 'noise'
}

export interface Beside {
  readonly value: string
  readonly label: string
  readonly architecture: Architecture | null
}

/** Nothing, its plain twin where it has shortcuts, and every design and preset for images and classes of its kind but itself. */
export function besideChoices(architecture: Architecture, designs: readonly Design[], presets: readonly Preset[]): Beside[] {
  const { input, head } = architecture
  const twin = plainTwin(architecture)
  const hasTwin = JSON.stringify(twin.stages) !== JSON.stringify(architecture.stages)
  const format = { ...input, classes: head.classes }
  const others = [
    ...designs.map((design) => ({ value: `design:${design.id}`, architecture: design.architecture })),
    ...presets.map((preset) => ({ value: `preset:${preset.id}`, architecture: preset.architecture })),
  ].filter(({ architecture: other }) => other.name !== architecture.name && fitsDataset(other, format))
  return [
    { value: '', label: 'nothing', architecture: null },
    ...(hasTwin ? [{ value: 'twin', label: 'its plain twin', architecture: twin }] : []),
    ...others.map(({ value, architecture: other }) => ({ value, label: other.name, architecture: other })),
  ]
}
