/** A place whose digits are the first few of MNIST: analyses of all training images take a moment. */
import { createHash } from 'node:crypto'
import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ensureDataset } from '../../../core/datasets/ensure.ts'
import type { DecodedDataset, SplitName } from '../../../core/datasets/dataset.ts'
import { dataFolder, imagesFile, labelsFile, metaFile, splits } from '../../../core/datasets/layout.ts'
import { sealMeta, unsealMeta } from '../../../core/datasets/meta.ts'
import { test as base } from './app.ts'
import type { Place } from './place.ts'

const counts: Readonly<Record<SplitName, number>> = { train: 500, test: 200 }

export const test = base.extend({
  place: async ({ place }, use) => {
    await use({ ...place, data: await fewDigits(place) })
  },
})

/** Gives its data folder. */
async function fewDigits({ folder }: Place): Promise<string> {
  const all = dataFolder(process.env)
  const whole = await ensureDataset('mnist', all)
  const data = join(folder, 'data')
  const to = join(data, 'mnist')
  mkdirSync(to, { recursive: true })
  const files = splits.flatMap((split) => [
    cut(whole[split].imagesFile, join(to, imagesFile(split)), counts[split] * bytesOf(whole)),
    cut(whole[split].labelsFile, join(to, labelsFile(split)), counts[split] * 4),
  ])
  const meta = unsealMeta(readFileSync(join(all, 'mnist', metaFile), 'utf8'))
  const fewer = { trainCount: counts.train, testCount: counts.test, files: Object.fromEntries(files) }
  writeFileSync(join(to, metaFile), sealMeta({ ...meta, ...fewer }))
  return data
}

const bytesOf = ({ height, width, channels }: DecodedDataset): number => height * width * channels

/** The first so many bytes of a file as a file. Gives its name, and what is known of it. */
function cut(from: string, to: string, bytes: number): readonly [name: string, { bytes: number; sha256: string }] {
  const content = Buffer.alloc(bytes)
  const file = openSync(from, 'r')
  readSync(file, content, 0, bytes, 0)
  closeSync(file)
  writeFileSync(to, content)
  return [to.slice(to.lastIndexOf('/') + 1), { bytes, sha256: createHash('sha256').update(content).digest('hex') }]
}
