/** The images that an analysis rests on. */
import type { ImageOptions } from '../analyses/image-options.ts'
import type { Scored } from '../figures/scored.ts'
import { classesOfImages, type InspectedRun } from '../inspected-run.ts'
import { drawnOrder } from './drawn-order.ts'

/** Positions in the split, ascending: each at most once. */
export function chosenImages({ images, seed }: Omit<ImageOptions, 'split'>, count: number): Int32Array {
  if (images === null || images >= count) return Int32Array.from({ length: count }, (_, index) => index)
  return Int32Array.from(drawnOrder(seed, 'images looked at', count).slice(0, images)).sort()
}

/** What scores of these images are compared with. */
export function labelsOf({ dataset }: InspectedRun, split: ImageOptions['split'], images: Int32Array): Omit<Scored, 'scores'> {
  const all = classesOfImages(dataset, split)
  return { labels: images.map((image) => all[image] ?? -1), classes: dataset.classes.length }
}
