/** `lab try` as a person and as a script use it, with native TensorFlow on the digits that come along. */
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'

const main = fileURLToPath(new URL('../../core/cli/main.ts', import.meta.url))
let library: string
beforeAll(() => void (library = mkdtempSync(join(tmpdir(), 'stagecraft-try-'))))
afterAll(() => rmSync(library, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 }))

function lab(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args, '--library', library], { maxBuffer: 1e8 }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
  })
}

test('two networks are tried on digits, one object each, with every layer and a verdict', async () => {
  const { code, out } = await lab('try', 'resnet-20', 'plain-20', '--data', 'mnist', '--batch', '32', '--json')
  expect(code).toBe(0)
  const tried = out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { layers: { name: string; shape: number[] }[]; findings: unknown[] })
  expect(tried).toMatchObject([
    { event: 'tried', network: 'resnet-20', images: 'mnist', batchSize: 32, precision: 'float32', seed: 1, predicted: null },
    { event: 'tried', network: 'plain-20', verdict: expect.any(String) as string, shared: false },
  ])
  for (const { layers, findings } of tried) {
    expect(layers[0]).toMatchObject({ name: 'input', shape: [28, 28, 1], gradientNorm: null })
    expect(layers.at(-1)).toMatchObject({ name: 'head.fc', shape: [10], depth: 20, deadShare: null })
    expect(findings).toHaveLength(4)
  }
})

test('where nothing here fits, noise is named as the way; on it the result says so', async () => {
  // Whatever sets this computer has: none of pictures of 224×224.
  const refused = await lab('try', 'resnet-18')
  expect(refused.code).toBe(2)
  expect(refused.err).toContain('--data noise tries it on noise')
  const { code, out } = await lab('try', 'resnet-20', '--data', 'noise', '--batch', '4', '--precision', 'bfloat16')
  expect(code).toBe(0)
  expect(out).toContain('resnet-20, 4 images of noise (standard normal), bfloat16, seed 1')
  expect(out).toMatch(/^layer +depth +output +mean +std/m)
  expect(out).toMatch(/^Step \d+ ms, median of \d; not predicted/m)
})
