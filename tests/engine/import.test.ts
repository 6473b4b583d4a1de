/** `import` as a script uses it. Oracle: the run that the weights are from, as it was evaluated when it ended. */
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { writeArchitecture } from '../../core/architecture/file-format.ts'
import { completed } from '../../core/architecture/architecture.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { columnsOf } from '../../core/store/series-columns.ts'

const main = fileURLToPath(new URL('../../core/cli/main.ts', import.meta.url))
let library: string

beforeAll(() => {
  library = mkdtempSync(join(tmpdir(), 'stagecraft-import-'))
})
afterAll(() => rmSync(library, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 }))

/** The last line that a command prints with --json. */
async function lab(...args: string[]): Promise<unknown> {
  const child = spawn(process.execPath, [main, ...args, '--json', '--library', library], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(code, args.join(' ')).toBe(0)
  return JSON.parse(text.trimEnd().split('\n').at(-1) ?? '')
}

/** Test loss and error of a run by the step at which it was evaluated. */
function evaluations(run: string): Map<number, { loss: number | undefined; error: number | undefined }> {
  const metrics = openMetricsReader(join(library, 'runs', run))
  try {
    metrics.refresh()
    const [steps, losses] = columnsOf(metrics, 'testLoss')
    const [, errors] = columnsOf(metrics, 'testError')
    return new Map([...steps].map((step, at) => [step, { loss: losses[at], error: errors[at] }]))
  } finally {
    metrics.close()
  }
}

const small = completed({
  name: 'small',
  input: { height: 28, width: 28, channels: 1 },
  stem: { kind: 'conv', kernel: 3, width: 8, stride: 2, pool: null },
  stages: [{ kind: 'basic', blocks: 1, width: 16, stride: 2, layers: 2, shortcut: 'B' }],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
})
const recipe = ['--data', 'mnist', '--batch', '32', '--lr', '0.05']

test('exported weights that come back are evaluated to the same error and loss, and are trained on only when asked', async () => {
  const design = join(library, 'small.stagecraft')
  writeFileSync(design, writeArchitecture(small))
  const trained = z.object({ run: z.string() }).parse(await lab('train', design, ...recipe, '--steps', '40')).run
  const out = join(library, 'small.py')
  await lab('export', trained, '--checkpoint', 'last', '--to', 'pytorch', '--out', out)

  const weights = join(library, 'small.safetensors')
  const imported = await lab('import', weights, '--as', design, ...recipe, '--steps', '2', '--seed', '9')
  expect(imported).toMatchObject({ event: 'imported', name: 'small, imported', adapted: [], refused: [] })
  const { run } = z.object({ run: z.string() }).parse(imported)
  expect(await lab('show', run)).toMatchObject({ summary: { status: { kind: 'paused', step: 0 }, resumesFrom: 0 }, attempts: [] })

  expect(await lab('resume', run)).toMatchObject({ event: 'finished', steps: 2 })
  const before = evaluations(trained).get(40)
  expect(before?.error).toBeLessThan(0.9)
  expect(evaluations(run).get(0)).toEqual(before)
})
