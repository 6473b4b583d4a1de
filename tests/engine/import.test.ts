/** `import` as a script uses it. Oracle: the run that the weights are from, as it was evaluated when it ended. */
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { writeArchitecture } from '../../core/architecture/file-format.ts'
import { completed } from '../../core/architecture/architecture.ts'
import { exportedDesign } from '../../core/export/export.ts'
import { pytorchWeights } from '../../core/export/weights.ts'
import { fileParts, headerText } from '../../core/files/safetensors.ts'
import { openMetricsReader } from '../../core/store/metrics-reader.ts'
import { evaluationColumns } from '../../core/store/series-columns.ts'

const main = fileURLToPath(new URL('../../core/cli/main.ts', import.meta.url))
let library: string

beforeAll(() => {
  library = mkdtempSync(join(tmpdir(), 'stagecraft-import-'))
})
afterAll(() => rmSync(library, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 }))

/** The last line that a command prints with --json. */
async function lab(...args: string[]): Promise<unknown> {
  return (await lines(...args)).at(-1)
}

async function lines(...args: string[]): Promise<unknown[]> {
  const child = spawn(process.execPath, [main, ...args, '--json', '--library', library], { stdio: ['ignore', 'pipe', 'inherit'] })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (part: string) => (text += part))
  const code = await new Promise((resolve) => child.on('close', resolve))
  expect(code, args.join(' ')).toBe(0)
  return text
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
}

/** Test loss and error of a run by the step at which it was evaluated. */
function evaluations(run: string): Map<number, { loss: number | undefined; error: number | undefined }> {
  const metrics = openMetricsReader(join(library, 'runs', run))
  try {
    metrics.refresh()
    const [steps, , losses] = evaluationColumns(metrics, 'testLoss')
    const [, , errors] = evaluationColumns(metrics, 'testError')
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
const started = z.object({ event: z.literal('imported'), run: z.string() })
const recipe = ['--data', 'mnist', '--batch', '32', '--lr', '0.05']

test('exported weights that come back are evaluated to the same error and loss, and are trained on only when asked', async () => {
  const design = join(library, 'small.stagecraft')
  writeFileSync(design, writeArchitecture(small))
  const trained = z.object({ run: z.string() }).parse(await lab('train', design, ...recipe, '--steps', '40')).run
  const out = join(library, 'small.py')
  await lab('export', trained, '--checkpoint', 'last', '--to', 'pytorch', '--out', out)

  const weights = join(library, 'small.safetensors')
  const told = await lines('import', weights, '--as', design, ...recipe, '--steps', '2', '--seed', '9')
  const imported = told.find((line) => started.safeParse(line).success)
  expect(imported).toMatchObject({ name: 'small, imported', adapted: [], refused: [], anew: [] })
  const before = evaluations(trained).get(40)
  expect(before?.error).toBeLessThan(0.9)
  expect(told.at(-1)).toMatchObject({ event: 'paused', steps: 0, testError: Number((100 * (before?.error ?? NaN)).toFixed(4)) })

  const { run } = started.parse(imported)
  const sha256 = createHash('sha256').update(readFileSync(weights)).digest('hex')
  expect(await lab('show', run)).toMatchObject({
    summary: {
      record: { origin: { file: 'small.safetensors', format: 'safetensors', sha256, network: 'small', anew: [] } },
      status: { kind: 'paused', step: 0 },
      resumesFrom: 0,
      damage: [],
    },
    attempts: [{ outcome: 'paused', fromStep: 0, toStep: 0 }],
  })
  expect([...evaluations(run)]).toEqual([[0, before]])

  // Asked to go on, it trains; what was evaluated is not evaluated again.
  expect(await lab('resume', run)).toMatchObject({ event: 'finished', steps: 2 })
  expect(evaluations(run).get(0)).toEqual(before)
  const detail = z.object({ events: z.array(z.object({ kind: z.string(), step: z.number() })) }).parse(await lab('show', run))
  expect(detail.events.filter(({ kind, step }) => kind === 'evaluated' && step === 0)).toHaveLength(1)
})

test('of other classes the head is new, and the evaluation says so; without one it is only paused', async () => {
  const design = join(library, 'small.stagecraft')
  writeFileSync(design, writeArchitecture(small))
  const { graph, weights } = exportedDesign({ ...small, head: { ...small.head, classes: 7 } })
  const theirs = pytorchWeights(graph, weights())
  const seven = join(library, 'seven.safetensors')
  writeFileSync(seven, Buffer.concat([...fileParts(headerText(theirs, {}), theirs)]))

  const told = started.parse(
    (await lines('import', seven, '--as', design, ...recipe, '--steps', '2')).find((line) => started.safeParse(line).success),
  )
  const { events } = z
    .object({ events: z.array(z.object({ kind: z.string(), text: z.string() })) })
    .parse(await lab('show', told.run))
  expect(events.find(({ kind }) => kind === 'evaluated')?.text).toMatch(/^Test error .*\. head\.fc is new and not trained yet\.$/)

  const paused = started.parse(await lab('import', seven, '--as', design, ...recipe, '--steps', '2', '--no-evaluation'))
  expect(await lab('show', paused.run)).toMatchObject({ summary: { status: { kind: 'paused', step: 0 } }, attempts: [] })
})
