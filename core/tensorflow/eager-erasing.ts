/** Cutout and random erasing on scaled images in memory, as data-erasing.ts has them in the graph, with random numbers of its own. */
import type { DecodedImages } from '../datasets/dataset.ts'
import type { Recipe } from '../recipe/recipe.ts'
import { mostElongated } from './data-erasing.ts'
import { normalValues, randomKey, uniform, uniformInt } from './random-keys.ts'

type Augmentation = Recipe['augmentation']

interface Rectangle {
  readonly top: number
  readonly left: number
  readonly rows: number
  readonly columns: number
}

/** Changes `images`, [batch, height, width, channels] flattened. `keyOf` gives the key of a purpose in this pass. */
export function eraseParts(
  images: Float32Array,
  { height, width, channels }: DecodedImages,
  { cutout, erasing }: Augmentation,
  keyOf: (purpose: string) => number,
): void {
  const each = height * width * channels
  for (let image = 0; image * each < images.length; image++) {
    const pixels = images.subarray(image * each, (image + 1) * each)
    const fill = ({ top, left, rows, columns }: Rectangle, value: (at: number) => number): void => {
      for (let row = Math.max(0, top); row < Math.min(height, top + rows); row++) {
        for (let column = Math.max(0, left); column < Math.min(width, left + columns); column++) {
          const at = (row * width + column) * channels
          for (let channel = 0; channel < channels; channel++) pixels[at + channel] = value(at + channel)
        }
      }
    }
    if (cutout > 0) {
      const top = uniformInt(keyOf('cutout row'), image, height) - Math.floor(cutout / 2)
      const left = uniformInt(keyOf('cutout column'), image, width) - Math.floor(cutout / 2)
      fill({ top, left, rows: cutout, columns: cutout }, () => 0)
    }
    if (erasing !== null && uniform(keyOf('erasing'), image) < erasing.chance) {
      const noise = normalValues(randomKey(keyOf('erasing pixels'), `image ${image}`), each, 1)
      fill(erasedRectangle(erasing, height, width, keyOf, image), (at) => noise[at] ?? 0)
    }
  }
}

function erasedRectangle(
  { least, most }: NonNullable<Augmentation['erasing']>,
  height: number,
  width: number,
  keyOf: (purpose: string) => number,
  image: number,
): Rectangle {
  const area = (least + (most - least) * uniform(keyOf('erasing area'), image)) * height * width
  const ratio = mostElongated ** (2 * uniform(keyOf('erasing ratio'), image) - 1)
  const rows = Math.min(height, Math.round(Math.sqrt(area * ratio)))
  const columns = Math.min(width, Math.round(Math.sqrt(area / ratio)))
  return {
    rows,
    columns,
    top: uniformInt(keyOf('erasing row'), image, height - rows + 1),
    left: uniformInt(keyOf('erasing column'), image, width - columns + 1),
  }
}
