/** Fitting a network to a data set: its first and last size follow from the images and their classes. */
import type { Architecture } from './architecture.ts'

/** Size of the images and number of classes of a data set. */
export interface ImageFormat {
  readonly height: number
  readonly width: number
  readonly channels: number
  readonly classes: number
}

/** Whether the network takes these images and tells these classes apart. */
export function fitsDataset({ input, head }: Architecture, images: ImageFormat): boolean {
  const { height, width, channels, classes } = images
  return input.height === height && input.width === width && input.channels === channels && head.classes === classes
}

/** The same stem, stages and head for these images and classes; the same object when it fits already. */
export function fitDataset(architecture: Architecture, images: ImageFormat): Architecture {
  if (fitsDataset(architecture, images)) return architecture
  const { height, width, channels, classes } = images
  return { ...architecture, input: { height, width, channels }, head: { ...architecture.head, classes } }
}
