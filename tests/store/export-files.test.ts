/** Exports are there whole or not at all, whatever happens meanwhile; what cannot be written is told, with what to do, and leaves nothing. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { startExport } from '../../core/export/run-export.ts'
import type { ExportSource } from '../../core/export/task.ts'
import { readTensors } from '../../core/files/safetensors.ts'
import { keepCheckpoints } from '../../core/store/checkpoints.ts'
import { firstPosition } from '../../core/store/position.ts'
import { createRunFolder } from '../../core/store/run-folder.ts'
import { beyondMessage, manyWeights, onnx, placeIn, pytorch } from './support/exports.ts'
import { sampleArchitecture, sampleRecord, temporaryFolder } from './support/samples.ts'
import { smallDisk } from './support/small-disk.ts'

const small: ExportSource = { kind: 'design', architecture: sampleArchitecture }
const large: ExportSource = { kind: 'design', architecture: manyWeights }
const silent = (): void => undefined

test('a folder of its own holds all files, told of as they go on', async () => {
  const folder = temporaryFolder()
  const shares: number[] = []
  const { end } = startExport({ kind: 'network', of: large, what: pytorch, name: 'net' }, placeIn(folder), (done, total) =>
    shares.push(done / total),
  )
  const result = await end
  expect(result?.files.map(({ path }) => path)).toEqual([join(folder, 'large/net.py'), join(folder, 'large/net.safetensors')])
  expect(result?.weights).toBe('initial values of seed 1')
  expect(readdirSync(folder)).toEqual(['large'])
  expect(readTensors(join(folder, 'large/net.safetensors')).tensors.get('classifier.0.weight')?.shape).toEqual([2048, 1024])
  expect(shares.length).toBeGreaterThan(4)
  expect(shares).toEqual(shares.toSorted((a, b) => a - b))
  expect(shares.at(-1)).toBeLessThanOrEqual(1)
})

test('files beside others: those stay as they are', async () => {
  const folder = temporaryFolder()
  writeFileSync(join(folder, 'mine.txt'), 'mine')
  const place = { folder, names: ['net.py', 'net.safetensors'], inFolder: false }
  await startExport({ kind: 'network', of: small, what: pytorch, name: 'net' }, place, silent).end
  expect(readdirSync(folder).toSorted()).toEqual(['mine.txt', 'net.py', 'net.safetensors'])
})

test('one that is cancelled leaves nothing, and the name is free again', async () => {
  const folder = temporaryFolder()
  const running = startExport({ kind: 'network', of: large, what: pytorch, name: 'net' }, placeIn(folder), () => running.cancel())
  expect(await running.end).toBeNull()
  expect(readdirSync(folder)).toEqual([])
  await startExport({ kind: 'network', of: small, what: pytorch, name: 'net' }, placeIn(folder), silent).end
  expect(readdirSync(folder)).toEqual(['large'])
})

test('two of one name at a time: the second is told of the first', async () => {
  const folder = temporaryFolder()
  const first = startExport({ kind: 'network', of: large, what: pytorch, name: 'net' }, placeIn(folder), silent)
  const second = (): unknown => startExport({ kind: 'network', of: small, what: pytorch, name: 'net' }, placeIn(folder), silent)
  expect(second).toThrow(expect.objectContaining({ code: 'export-busy' }))
  first.cancel()
  await first.end
})

describe('killed', () => {
  const script = fileURLToPath(new URL('./support/exporting-process.ts', import.meta.url))

  /** Starts an export in a process of its own, and waits until it is so far. */
  async function exportingUntil(folder: string, share: number): Promise<ChildProcess> {
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'ignore'] })
    for await (const line of createInterface({ input: child.stdout })) if (Number(line) >= share) break
    return child
  }

  test.each([0.02, 0.52, 0.9])('at %d of the work: no half file has a name, and the next export clears up', async (share) => {
    const folder = temporaryFolder()
    const child = await exportingUntil(folder, share)
    child.kill('SIGKILL')
    await once(child, 'close')
    const visible = (): string[] => readdirSync(folder).filter((name) => !name.startsWith('.exporting-'))
    expect(visible()).toEqual([])
    const place = { folder, names: ['other'], inFolder: true }
    await startExport({ kind: 'network', of: small, what: pytorch, name: 'net' }, place, silent).end
    expect(readdirSync(folder)).toEqual(['other'])
  })

  test('where only the process that writes is: it is told, and nothing is left', async ({ skip }) => {
    if (process.platform !== 'linux') skip('children are found in /proc')
    const folder = temporaryFolder()
    const before = childrenHere()
    let isKilled = false
    const { end } = startExport({ kind: 'network', of: large, what: onnx, name: 'net' }, placeIn(folder), () => {
      const [child] = childrenHere().filter((pid) => !before.includes(pid))
      if (child !== undefined && !isKilled) process.kill(child, 'SIGKILL')
      isKilled = true
    })
    await expect(end).rejects.toMatchObject({ code: 'export-ended', message: expect.stringContaining('SIGKILL') })
    expect(readdirSync(folder)).toEqual([])
  })

  function childrenHere(): number[] {
    const tasks = readdirSync('/proc/self/task')
    return tasks.flatMap((task) =>
      readFileSync(`/proc/self/task/${task}/children`, 'utf8')
        .split(' ')
        .flatMap((pid) => (pid === '' ? [] : [Number(pid)])),
    )
  }
})

describe('refused', () => {
  test('more weights than a message holds, before any is made', async () => {
    const folder = temporaryFolder()
    const told: number[] = []
    for (const format of ['onnx', 'savedmodel'] as const) {
      const what = { ...onnx, format }
      const { end } = startExport(
        { kind: 'network', of: { kind: 'design', architecture: beyondMessage }, what, name: 'net' },
        placeIn(folder),
        (done) => told.push(done),
      )
      await expect(end).rejects.toMatchObject({
        code: 'export-too-large',
        message: expect.stringMatching(/at most 2 GiB; these take 2\.\d GiB/),
      })
    }
    expect(told).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  test('a disk without room for it, before any weight is made', async (context) => {
    const disk = smallDisk(context)
    const { end } = startExport({ kind: 'network', of: large, what: pytorch, name: 'net' }, placeIn(disk), silent)
    await expect(end).rejects.toMatchObject({
      code: 'export-unwritable',
      message: expect.stringMatching(/It takes [\d.]+ MB, and .* are free/),
    })
    expect(readdirSync(disk)).toEqual([])
  })

  test('a disk that fills up meanwhile', async (context) => {
    const disk = smallDisk(context, 'size=100m')
    let isFull = false
    const { end } = startExport({ kind: 'network', of: large, what: pytorch, name: 'net' }, placeIn(disk), (done, total) => {
      if (isFull || done / total < 0.1) return
      writeFileSync(join(disk, 'another'), Buffer.alloc(80_000_000))
      isFull = true
    })
    await expect(end).rejects.toMatchObject({ code: 'export-unwritable', message: expect.stringContaining('is full') })
    expect(readdirSync(disk)).toEqual(['another'])
  })

  test('a disk that can only be read', (context) => {
    const disk = smallDisk(context)
    execFileSync('mount', ['-o', 'remount,ro', disk])
    const start = (): unknown => startExport({ kind: 'network', of: small, what: pytorch, name: 'net' }, placeIn(disk), silent)
    expect(start).toThrow(expect.objectContaining({ code: 'export-unwritable', remedy: 'Name another place.' }))
  })

  test('a folder whose rights forbid it', ({ skip }) => {
    if (process.getuid?.() === 0) skip('root may write everywhere')
    const folder = join(temporaryFolder(), 'closed')
    mkdirSync(folder)
    chmodSync(folder, 0o500)
    const start = (): unknown => startExport({ kind: 'network', of: small, what: pytorch, name: 'net' }, placeIn(folder), silent)
    expect(start).toThrow(expect.objectContaining({ code: 'export-unwritable' }))
  })

  test('what is there already, and is not touched', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'net.safetensors'), 'mine')
    const place = { folder, names: ['net.py', 'net.safetensors'], inFolder: false }
    const start = (): unknown => startExport({ kind: 'network', of: small, what: pytorch, name: 'net' }, place, silent)
    expect(start).toThrow(expect.objectContaining({ code: 'export-exists' }))
    expect(readFileSync(join(folder, 'net.safetensors'), 'utf8')).toBe('mine')
  })

  test('what another program puts there while it is made', async () => {
    const folder = temporaryFolder()
    const { end } = startExport({ kind: 'network', of: large, what: onnx, name: 'net' }, placeIn(folder), () =>
      mkdirSync(join(folder, 'large'), { recursive: true }),
    )
    await expect(end).rejects.toMatchObject({ code: 'export-exists' })
    expect(readdirSync(folder)).toEqual(['large'])
    expect(readdirSync(join(folder, 'large'))).toEqual([])
  })

  test('a place below a file, and a name that is too long for the disk', () => {
    const folder = temporaryFolder()
    writeFileSync(join(folder, 'file'), '')
    const start = (where: string, name: string) => (): unknown =>
      startExport(
        { kind: 'network', of: small, what: pytorch, name: 'net' },
        { folder: where, names: [name], inFolder: true },
        silent,
      )
    expect(start(join(folder, 'file'), 'net')).toThrow(
      expect.objectContaining({ code: 'export-unwritable', message: expect.stringContaining('is no folder') }),
    )
    // 100 letters, as the contract takes them, of three bytes each.
    expect(start(folder, '層'.repeat(100))).toThrow(
      expect.objectContaining({ code: 'export-unwritable', remedy: 'Give a shorter one.' }),
    )
    expect(statSync(join(folder, 'file')).size).toBe(0)
  })

  test('a design with errors', async () => {
    const folder = temporaryFolder()
    const stages = manyWeights.stages.map((stage) => ({ ...stage, pool: { kernel: 2, stride: 2 } }))
    const of: ExportSource = {
      kind: 'design',
      architecture: { ...manyWeights, input: { height: 1, width: 1, channels: 3 }, stages },
    }
    const { end } = startExport({ kind: 'network', of, what: pytorch, name: 'net' }, placeIn(folder), silent)
    await expect(end).rejects.toMatchObject({ code: 'design-invalid', remedy: 'Mend it in the Design view.' })
    expect(readdirSync(folder)).toEqual([])
  })

  test('a checkpoint that is not there, and a damaged one', async () => {
    const run = join(temporaryFolder(), 'run')
    const record = sampleRecord('run')
    createRunFolder(run, record)
    const state = new Map([['weights', { shape: [1], values: new Float32Array(1) }]])
    keepCheckpoints(run, record, () => 1).save({ ...firstPosition(1000), step: 10, error: 0.5 }, state)
    const folder = temporaryFolder()
    const exportOf = (checkpoint: number) =>
      startExport(
        { kind: 'network', of: { kind: 'run', folder: run, checkpoint, data: folder }, what: pytorch, name: 'net' },
        placeIn(folder),
        silent,
      ).end
    await expect(exportOf(11)).rejects.toMatchObject({ code: 'no-checkpoint', remedy: 'It has those of steps 10.' })
    const [name = ''] = readdirSync(join(run, 'checkpoints'))
    const path = join(run, 'checkpoints', name)
    const bytes = readFileSync(path)
    bytes[bytes.length - 1] = (bytes[bytes.length - 1] ?? 0) ^ 1
    writeFileSync(path, bytes)
    await expect(exportOf(10)).rejects.toMatchObject({
      code: 'checkpoint-unusable',
      remedy: expect.stringContaining('lab checkpoints'),
    })
    expect(readdirSync(folder)).toEqual([])
  })
})
