/** Kept features as a file for other programs: safetensors, or a Parquet table with a row an image. */
import { createWriteStream, copyFileSync, statSync } from 'node:fs'
import { once } from 'node:events'
import { setImmediate as turn } from 'node:timers/promises'
import { parquetOf } from '../../export/of-runs/parquet.ts'
import type { WrittenFile } from '../../export/formats.ts'
import { unwritable } from '../../export/unwritable.ts'
import { Failure } from '../../files/failure.ts'
import { openDataset } from '../../datasets/cache.ts'
import { readRunRecord } from '../../store/run-folder.ts'
import { featuresTensor, labelsTensor, type FeatureFormat } from '../analyses/features.ts'
import { inspectionTensorsPath, readInspection, readInspectionTensors, type Asked } from '../kept.ts'
import { chosenImages } from '../measuring/chosen-images.ts'

/** Rows of a part of a Parquet file. */
const partRows = 1000

/**
 * safetensors: `features` [images, width] and `labels` [images], as float32. Parquet: `image`, its place in the split, `label`, `class`, and the features as `f0`, `f1` … Throws a Failure:
 * `not-measured` where they were not measured yet, `export-unwritable` where the file cannot be written, and what `openDataset` throws.
 */
export async function writeFeatures(
  runFolder: string,
  asked: Omit<Asked<'features'>, 'kind'>,
  as: FeatureFormat,
  path: string,
  data: string,
): Promise<WrittenFile> {
  const whole: Asked<'features'> = { kind: 'features', ...asked }
  const kept = readInspection(runFolder, whole)
  const tensors = readInspectionTensors(runFolder, whole)
  const [features, labels] = [tensors?.get(featuresTensor), tensors?.get(labelsTensor)]
  if (kept === null || features === undefined || labels === undefined)
    throw new Failure('not-measured', 'These features were not measured yet.', 'Measure them first.')
  try {
    if (as === 'safetensors') copyFileSync(inspectionTensorsPath(runFolder, whole), path)
    else {
      const { dataset, split } = asked.options
      const { count } = openDataset(dataset ?? readRunRecord(runFolder).dataset, data)[split]
      await writeParquet(path, features.values, labels.values, chosenImages(asked.options, count), kept.result.classes)
    }
    return { path, bytes: statSync(path).size }
  } catch (thrown) {
    throw unwritable(thrown, path)
  }
}

async function writeParquet(
  path: string,
  features: Float32Array,
  labels: Float32Array,
  images: Int32Array,
  classes: readonly string[],
): Promise<void> {
  const width = features.length / images.length
  const columns = [
    { name: 'image', type: 'integer', words: 'place in the split' },
    { name: 'label', type: 'integer', words: 'number of the class' },
    { name: 'class', type: 'text', words: 'its name' },
    ...Array.from({ length: width }, (_, at) => ({ name: `f${at}`, type: 'real', words: 'a feature' }) as const),
  ] as const
  const file = createWriteStream(path, { flags: 'wx' })
  await once(file, 'open')
  const table = parquetOf({ columns })
  try {
    for (let from = 0; from < images.length; from += partRows) {
      const rows = Array.from(images.subarray(from, from + partRows), (image, at) => {
        const label = labels[from + at] ?? -1
        const row = features.subarray((from + at) * width, (from + at + 1) * width)
        return [image, label, classes[label] ?? null, ...row]
      })
      if (!file.write(table.rows(rows))) await once(file, 'drain')
      // Whoever else waits for this process is heard between parts.
      await turn()
    }
    file.end(table.end())
    await once(file, 'finish')
  } catch (thrown) {
    file.destroy()
    throw thrown
  }
}
