/** `train` as a script uses it, with native TensorFlow on the digits that come along. Oracle: the section 7. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const main = fileURLToPath(new URL('../../core/cli/main.ts', import.meta.url))
let library: string

beforeAll(() => {
  library = mkdtempSync(join(tmpdir(), 'stagecraft-command-'))
})
afterAll(() => rmSync(library, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 }))

interface Event {
  event: string
  [key: string]: unknown
}

/** Runs `lab train … --json`; `onEvent` may interrupt it. */
function train(args: readonly string[], onEvent: (event: Event, interrupt: () => void) => void = () => {}) {
  const child = spawn(process.execPath, [main, 'train', ...args, '--data', 'mnist', '--json', '--library', library], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const events: Event[] = []
  let rest = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      const event = JSON.parse(line) as Event
      events.push(event)
      onEvent(event, () => child.kill('SIGINT'))
    }
  })
  return new Promise<{ code: number | null; events: Event[] }>((resolve) =>
    child.on('close', (code) => resolve({ code, events })),
  )
}

test('two networks are trained one after the other, each ends with its figures, and the exit code is 0', async () => {
  const { code, events } = await train(['resnet-20', 'plain-20', '--steps', '12', '--batch', '32'])
  expect(code).toBe(0)
  const finished = events.filter((event) => event.event === 'finished')
  expect(finished.map((event) => event['architecture'])).toEqual(['resnet-20', 'plain-20'])
  for (const event of finished) {
    expect(event['steps']).toBe(12)
    for (const key of ['trainLoss', 'trainError', 'testLoss', 'testError', 'medianStepMs', 'imagesPerSecond']) {
      expect(event[key], key).toBeTypeOf('number')
    }
    // In percent: with 12 steps far from 0.
    expect(event['testError']).toBeGreaterThan(5)
    expect(event['testError']).toBeLessThanOrEqual(100)
  }
})

/** Digits at half their side, and one block whose projection strides over a map of 14 pixels. */
function narrow(name: string, stem: number, width: number): string {
  const file = join(library, `${name}.stagecraft`)
  const stage = { kind: 'basic', blocks: 1, width, stride: 2, layers: 2, shortcut: 'B' }
  const design = {
    format: 'stagecraft-architecture',
    version: 1,
    name,
    input: { height: 28, width: 28, channels: 1 },
    stem: { kernel: 3, width: stem, stride: 2, pool: null },
    stages: [stage],
    head: { pool: 'global-average', hidden: [], classes: 10 },
  }
  writeFileSync(file, JSON.stringify(design))
  return file
}

test('narrow networks with projections train at an odd batch, where oneDNN corrupted the heap', async () => {
  const designs = [narrow('n14-8-16', 8, 16), narrow('n14-4-4', 4, 4)]
  const { code, events } = await train([...designs, '--steps', '200', '--lr', '0.01', '--batch', '25'])
  expect(code).toBe(0)
  expect(events.filter(({ event }) => event === 'finished').map((event) => event['steps'])).toEqual([200, 200])
})

test('a learning rate without measure diverges: exit code 1, with reason and remedy', async () => {
  const { code, events } = await train(['resnet-20', '--steps', '200', '--batch', '32', '--lr', '1000', '--weight-decay', '1'])
  expect(code).toBe(1)
  expect(events.at(-1)).toMatchObject({
    event: 'diverged',
    reason: expect.stringContaining('step'),
    remedy: expect.stringContaining('rate'),
  })
})

test('Ctrl-C stops the run cleanly: exit code 1, and the run is stopped, not crashed', async () => {
  const { code, events } = await train(['resnet-20', '--steps', '100000', '--batch', '32'], (event, interrupt) => {
    if (event.event === 'progress') interrupt()
  })
  expect(code).toBe(1)
  expect(events.at(-1)?.event).toBe('stopped')
})
