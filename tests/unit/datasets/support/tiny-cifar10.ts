/**
 * CIFAR-10 with 10 images a file instead of 10,000, in both of its forms, made up here. Decoding happens in a thread that imports this
 * module again, so all of it is made the same way each time.
 */
import { encode } from 'fast-png'
import { createHash } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { pack } from 'tar-stream'
import { definition as cifar10 } from '../../../../core/datasets/cifar10.ts'
import type { Archive, DatasetDefinition } from '../../../../core/datasets/definition.ts'

const perFile = 10
const imageBytes = 32 * 32 * 3

/** Bytes without a pattern: a linear congruential generator (Lehmer 1951), its upper bits. */
let random = 1
function nextByte(): number {
  random = (random * 48271) % 2147483647
  return (random >> 16) & 255
}

/** Six files' worth of images, NHWC, and labels; the sixth is the test split's. */
const files = Array.from({ length: 6 }, (_, file) => ({
  labels: Array.from({ length: perFile }, (_, image) => (image * 3 + file) % 10),
  pixels: Uint8Array.from({ length: perFile * imageBytes }, nextByte),
}))

export const train = {
  labels: files.slice(0, 5).flatMap(({ labels }) => labels),
  pixels: Uint8Array.from(files.slice(0, 5).flatMap(({ pixels }) => [...pixels])),
}
export const test = { labels: files[5]?.labels ?? [], pixels: files[5]?.pixels ?? new Uint8Array() }

async function tarball(entries: Record<string, Uint8Array | string>): Promise<Buffer> {
  const archive = pack()
  for (const [name, content] of Object.entries(entries)) archive.entry({ name, mtime: new Date(0) }, Buffer.from(content))
  archive.finalize()
  return gzipSync(await buffer(archive))
}

/** A label byte, then the three planes of an image. */
function binaryRecords({ labels, pixels }: (typeof files)[number]): Uint8Array {
  return Uint8Array.from(
    labels.flatMap((label, image) => {
      const plane = (channel: number): number[] =>
        Array.from({ length: 1024 }, (_, pixel) => pixels[image * imageBytes + pixel * 3 + channel] ?? 0)
      return [label, ...plane(0), ...plane(1), ...plane(2)]
    }),
  )
}

/** Files in the order of the official archive, which is not that of their numbers. */
export const binaryArchive = await tarball({
  'cifar-10-batches-bin/data_batch_1.bin': binaryRecords(files[0] ?? fail()),
  'cifar-10-batches-bin/batches.meta.txt': 'airplane\n',
  'cifar-10-batches-bin/data_batch_3.bin': binaryRecords(files[2] ?? fail()),
  'cifar-10-batches-bin/data_batch_4.bin': binaryRecords(files[3] ?? fail()),
  'cifar-10-batches-bin/test_batch.bin': binaryRecords(files[5] ?? fail()),
  'cifar-10-batches-bin/readme.html': 'no image',
  'cifar-10-batches-bin/data_batch_5.bin': binaryRecords(files[4] ?? fail()),
  'cifar-10-batches-bin/data_batch_2.bin': binaryRecords(files[1] ?? fail()),
})

const png = ({ pixels }: (typeof files)[number]): Uint8Array =>
  encode({ width: 1024, height: perFile, data: pixels, channels: 3, depth: 8 })

export const pngArchive = await tarball({
  'package/package.json': '{}',
  ...Object.fromEntries(files.slice(0, 5).map((file, index) => [`package/data_batch_${index + 1}.png`, png(file)])),
  'package/test_batch.png': png(files[5] ?? fail()),
  'package/test_lables.json': JSON.stringify(test.labels),
  'package/train_lables.json': JSON.stringify(train.labels),
})

function fail(): never {
  throw new Error('there are six files')
}

function momentsOf(channel: number): { mean: number; std: number } {
  const values = [...train.pixels].filter((_, at) => at % 3 === channel).map((value) => value / 255)
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return { mean, std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) }
}
const moments = [0, 1, 2].map(momentsOf)
const ten = (count: number): number[] => new Array<number>(10).fill(count)

const contents = [binaryArchive, pngArchive]
const archives: Archive[] =
  cifar10.source.kind === 'archives'
    ? cifar10.source.archives.map((archive, index) => {
        const content = contents[index] ?? fail()
        const value = createHash('sha512').update(content).digest('base64')
        return { ...archive, bytes: content.length, digest: { algorithm: 'sha512', encoding: 'base64', value } }
      })
    : fail()

export const definition: DatasetDefinition = {
  ...cifar10,
  module: import.meta.url,
  trainCount: 50,
  testCount: 10,
  source: { kind: 'archives', archives },
  facts: {
    perClass: { train: ten(5), test: ten(1) },
    firstTrainLabels: train.labels.slice(0, 10),
    mean: moments.map(({ mean }) => mean),
    std: moments.map(({ std }) => std),
    tolerance: 1e-9,
  },
}

/** The same data set, whose archives are at `url` and, when it is not null, `npmUrl`. */
export function definitionAt(url: string, npmUrl: string | null): DatasetDefinition {
  const urls = [url, npmUrl]
  const placed = archives.flatMap((archive, index): Archive[] => {
    const place = urls[index]
    return place ? [{ ...archive, from: { kind: 'web', url: place } }] : []
  })
  return { ...definition, source: { kind: 'archives', archives: placed } }
}
