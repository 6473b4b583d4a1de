/** From a web server to a decoded data set, and what goes wrong on the way; on a CIFAR-10 of 60 images made up for it. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { openDataset, removeDataset, verifyDataset } from '../../../core/datasets/cache.ts'
import type { DatasetDefinition } from '../../../core/datasets/definition.ts'
import { ensureDataset, type DatasetProgress, type EnsureOptions } from '../../../core/datasets/ensure.ts'
import { sampleImages } from '../../../core/datasets/sample.ts'
import { Failure } from '../../../core/files/failure.ts'
import { breakAfter, corrupt, ignoreRange, sendAll, serveFile, stallAfter, status } from './support/file-server.ts'
import * as tiny from './support/tiny-cifar10.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-data-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

/** No proxy, no npm settings of the person who tests. */
const environment = { npm_config_userconfig: '/nonexistent', npm_config_globalconfig: '/nonexistent' }
const ensure = (definition: DatasetDefinition, options: EnsureOptions = {}) =>
  ensureDataset('cifar10', folder, { environment, definition, ...options })

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  const thrown: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (thrown instanceof Failure) return thrown
  throw thrown
}

/** Nowhere: port 9 is refused. */
const nowhere = 'http://127.0.0.1:9/file'

describe('decoding', () => {
  test('gives each image and label of the official form in its place, and leaves nothing but the data set', async () => {
    const server = await serveFile(tiny.binaryArchive)
    const seen: DatasetProgress[] = []
    const dataset = await ensure(tiny.definitionAt(server.url, null), { onProgress: (progress) => seen.push(progress) })
    expect(readFileSync(dataset.train.imagesFile)).toEqual(Buffer.from(tiny.train.pixels))
    expect(readFileSync(dataset.test.imagesFile)).toEqual(Buffer.from(tiny.test.pixels))
    expect(sampleImages(dataset, 'train', { class: null, from: 0, count: 50 }).labels).toEqual(Int32Array.from(tiny.train.labels))
    expect(sampleImages(dataset, 'test', { class: null, from: 0, count: 50 }).labels).toEqual(Int32Array.from(tiny.test.labels))
    expect(dataset.mean.map((value) => value / 255)).toEqual(
      tiny.definition.facts.mean.map((value) => expect.closeTo(value, 9) as number),
    )
    expect(readdirSync(folder)).toEqual(['cifar10'])
    expect(readdirSync(join(folder, 'cifar10'))).toHaveLength(5)
    expect(seen[0]).toMatchObject({ kind: 'downloading', host: new URL(server.url).host, totalBytes: tiny.binaryArchive.length })
    expect(seen.findLast(({ kind }) => kind === 'downloading')).toMatchObject({ doneBytes: tiny.binaryArchive.length })
    expect(seen.at(-1)).toEqual({ kind: 'decoding', done: 60, total: 60 })
  })

  test('of the PNG form gives the very same files, where the official one cannot be had', async () => {
    const server = await serveFile(tiny.pngArchive)
    const dataset = await ensure(tiny.definitionAt(nowhere, server.url))
    expect(readFileSync(dataset.train.imagesFile)).toEqual(Buffer.from(tiny.train.pixels))
    expect(readFileSync(dataset.test.imagesFile)).toEqual(Buffer.from(tiny.test.pixels))
    expect(sampleImages(dataset, 'train', { class: null, from: 0, count: 50 }).labels).toEqual(Int32Array.from(tiny.train.labels))
  })

  test('that gives something else than was published is refused, saying what was expected and found', async () => {
    const server = await serveFile(tiny.binaryArchive)
    const right = tiny.definitionAt(server.url, null)
    const module = new URL('./support/wrong-order.ts', import.meta.url).href
    const failure = await failureOf(ensure({ ...right, module }))
    expect(failure.code).toBe('data-wrong')
    expect(failure.message).toContain('first training labels are 0 3 6')
    expect(existsSync(join(folder, 'cifar10'))).toBe(false)
  })

  test('is done once: a later start opens what is there without asking anybody', async () => {
    const server = await serveFile(tiny.binaryArchive)
    const first = await ensure(tiny.definitionAt(server.url, null))
    expect(await ensure(tiny.definitionAt(nowhere, null))).toEqual(first)
    expect(server.ranges).toHaveLength(1)
  })

  test('is done by one of two who want it at once', async () => {
    const server = await serveFile(tiny.binaryArchive)
    const definition = tiny.definitionAt(server.url, null)
    const [one, other] = await Promise.all([ensure(definition), ensure(definition)])
    expect(one).toEqual(other)
    expect(server.ranges).toHaveLength(1)
  })

  test('is taken over from a process that was killed', async () => {
    // No process has a number this large.
    writeFileSync(join(folder, 'cifar10.lock'), '999999999')
    mkdirSync(join(folder, 'cifar10.1234-1.tmp'))
    const server = await serveFile(tiny.binaryArchive)
    await ensure(tiny.definitionAt(server.url, null))
    expect(readdirSync(folder)).toEqual(['cifar10'])
  })
})

describe('a download', () => {
  test('that breaks off goes on from the byte it had', async () => {
    const server = await serveFile(tiny.binaryArchive, breakAfter(50_000), breakAfter(30_000), sendAll)
    await ensure(tiny.definitionAt(server.url, null))
    expect(server.ranges).toEqual([null, 'bytes=50000-', 'bytes=80000-'])
  })

  test('that arrives whole at the last try there is has arrived', async () => {
    const server = await serveFile(tiny.binaryArchive, status(416), breakAfter(0), sendAll)
    const dataset = await ensure(tiny.definitionAt(server.url, null))
    expect(server.ranges).toEqual([null, null, null])
    expect(readFileSync(dataset.train.imagesFile)).toEqual(Buffer.from(tiny.train.pixels))
  })

  test('that was cancelled goes on from there the next time', async () => {
    const server = await serveFile(tiny.binaryArchive, stallAfter(60_000), sendAll)
    const definition = tiny.definitionAt(server.url, null)
    const abort = new AbortController()
    const cancelled = ensure(definition, {
      signal: abort.signal,
      onProgress: (progress) => {
        if (progress.kind === 'downloading' && progress.doneBytes > 0) setTimeout(() => abort.abort(new Error('enough')), 50)
      },
    })
    await expect(cancelled).rejects.toThrow('enough')
    expect(existsSync(join(folder, 'cifar10'))).toBe(false)
    await ensure(definition)
    expect(server.ranges[0]).toBeNull()
    expect(server.ranges[1]).toMatch(/^bytes=[1-9]\d*-$/)
  })

  test('from a server that knows no ranges begins anew and is whole', async () => {
    const server = await serveFile(tiny.binaryArchive, breakAfter(50_000), ignoreRange)
    const dataset = await ensure(tiny.definitionAt(server.url, null))
    expect(readFileSync(dataset.train.imagesFile)).toEqual(Buffer.from(tiny.train.pixels))
  })

  test('that arrives damaged is fetched once more, from its beginning', async () => {
    const server = await serveFile(tiny.binaryArchive, corrupt, sendAll)
    await ensure(tiny.definitionAt(server.url, null))
    expect(server.ranges).toEqual([null, null])
  })

  test('whose first part was of something else is fetched once more, from its beginning', async () => {
    mkdirSync(join(folder, 'cifar10.download'))
    writeFileSync(join(folder, 'cifar10.download', 'cifar-10-binary.tar.gz.part'), 'not what it should be')
    const server = await serveFile(tiny.binaryArchive)
    await ensure(tiny.definitionAt(server.url, null))
    expect(server.ranges).toEqual(['bytes=21-', null])
  })

  test('that arrives damaged twice is given up, with what to do; nothing of it stays', async () => {
    const server = await serveFile(tiny.binaryArchive, corrupt)
    const failure = await failureOf(ensure(tiny.definitionAt(server.url, null)))
    expect(failure.code).toBe('download-damaged')
    expect(failure.message).toContain('sha512')
    expect(failure.remedy).not.toBe('')
    expect(readdirSync(join(folder, 'cifar10.download'))).toEqual([])
    expect(existsSync(join(folder, 'cifar10'))).toBe(false)
  })

  test('that no source has says of each why', async () => {
    const server = await serveFile(tiny.binaryArchive, status(404))
    const failure = await failureOf(ensure(tiny.definitionAt(nowhere, server.url)))
    expect(failure.code).toBe('download-failed')
    expect(failure.message).toContain('127.0.0.1:9')
    expect(failure.message).toContain('404')
  })

  test('is not begun without the space for it', async () => {
    const server = await serveFile(tiny.binaryArchive)
    const definition = tiny.definitionAt(server.url, null)
    if (definition.source.kind !== 'archives') throw new Error('it has archives')
    const archives = definition.source.archives.map((archive) => ({ ...archive, bytes: 1e15 }))
    const failure = await failureOf(ensure({ ...definition, source: { kind: 'archives', archives } }))
    expect(failure.code).toBe('disk-full')
    expect(server.ranges).toEqual([])
  })
})

describe('what is on disk', () => {
  const damages: Record<string, (place: string) => void> = {
    'a file is missing': (place) => rmSync(join(place, 'test-labels.i32')),
    'a file is cut off': (place) => truncateSync(join(place, 'train-images.u8'), 1000),
    'meta.json was changed': (place) => {
      const path = join(place, 'meta.json')
      writeFileSync(path, readFileSync(path, 'utf8').replace('"trainCount": 50', '"trainCount": 51'))
    },
    'meta.json is cut off': (place) => truncateSync(join(place, 'meta.json'), 50),
  }

  test.each(Object.entries(damages))(
    'is refused when %s, made anew when it can be, and else left alone',
    async (_name, damage) => {
      const server = await serveFile(tiny.binaryArchive)
      const definition = tiny.definitionAt(server.url, null)
      await ensure(definition)
      const place = join(folder, 'cifar10')
      damage(place)
      const left = readdirSync(place)
      expect(() => openDataset('cifar10', folder, definition)).toThrow('is damaged')
      expect((await failureOf(ensure(tiny.definitionAt(nowhere, null)))).code).toBe('download-failed')
      expect(readdirSync(place)).toEqual(left)
      const mended = await ensure(definition)
      expect(readFileSync(mended.train.imagesFile)).toEqual(Buffer.from(tiny.train.pixels))
      expect(() => verifyDataset('cifar10', folder, definition)).not.toThrow()
    },
  )

  test('is checked byte for byte on request', async () => {
    const server = await serveFile(tiny.binaryArchive)
    const definition = tiny.definitionAt(server.url, null)
    const dataset = await ensure(definition)
    expect(verifyDataset('cifar10', folder, definition).map(({ name }) => name)).toContain('Channel means')
    const bytes = readFileSync(dataset.test.imagesFile)
    bytes.writeUInt8(bytes.readUInt8(77) ^ 1, 77)
    writeFileSync(dataset.test.imagesFile, bytes)
    expect(() => verifyDataset('cifar10', folder, definition)).toThrow('test-images.u8 was changed')
  })

  test('can be removed', async () => {
    const server = await serveFile(tiny.binaryArchive)
    const definition = tiny.definitionAt(server.url, null)
    await ensure(definition)
    removeDataset('cifar10', folder)
    expect(readdirSync(folder)).toEqual([])
    expect(() => openDataset('cifar10', folder, definition)).toThrow('not on this computer')
    removeDataset('cifar10', folder)
  })

  test('gives the images of one class, from where they were asked for', async () => {
    const server = await serveFile(tiny.binaryArchive)
    const dataset = await ensure(tiny.definitionAt(server.url, null))
    const places = tiny.train.labels.flatMap((label, place) => (label === 4 ? [place] : []))
    const sample = sampleImages(dataset, 'train', { class: 4, from: 2, count: 10 })
    expect([...sample.labels]).toEqual([4, 4, 4])
    const image = 32 * 32 * 3
    places.slice(2).forEach((place, index) => {
      expect(sample.pixels.subarray(index * image, (index + 1) * image)).toEqual(
        tiny.train.pixels.subarray(place * image, (place + 1) * image),
      )
    })
  })
})
