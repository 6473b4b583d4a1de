/** The commands that need no lab, run as a person runs them. Oracles: shared counts of He et al.'s nets, the issue's exit codes. */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { analyse } from '../../../core/graph/analysis.ts'

const main = fileURLToPath(new URL('../../../core/cli/main.ts', import.meta.url))

interface Ran {
  code: number
  out: string
  err: string
}

function lab(...args: string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err })
    })
  })
}

test('describe --json gives the counts of the paper’s ResNet-20', async () => {
  const { code, out } = await lab('describe', 'resnet-20', '--json')
  expect(code).toBe(0)
  const described = JSON.parse(out) as { activations: number; layers: { parameters: number; macs: number }[] }
  expect(described).toMatchObject({ architecture: 'resnet-20', parameters: 269_722, macs: 40_551_040, problems: [] })
  expect(Object.keys(described.layers[0] ?? {})).toEqual(['name', 'kind', 'outputShape', 'parameters', 'macs', 'activations'])
  expect(described.layers.reduce((sum, layer) => sum + layer.parameters, 0)).toBe(269_722)
  // As the window has it: what the backward pass keeps.
  const architecture = await loadPreset('resnet-20')
  const lowered = architecture && lower(architecture)
  expect(described.activations).toBe(lowered?.ok && analyse(lowered.graph).activations)
})

test('networks lists the gallery with counts, published errors and papers, for people and for programs', async () => {
  const [people, programs] = await Promise.all([lab('networks', 'resnet-1202'), lab('networks', 'resnet-1202', '--json')])
  expect(people.out).toContain('Deep Residual Learning for Image Recognition. CVPR 2016.')
  expect(people.out).toMatch(/resnet-1202 +1,202 +19,421,274 +2,829,238,912 +7\.93 % on CIFAR-10 +He et al\. 2016, section 4\.2/)
  const lines = programs.out
    .trim()
    .split('\n')
    .map((line): unknown => JSON.parse(line))
  expect(lines).toHaveLength(3)
  expect(lines[0]).toMatchObject({ id: 'resnet-1202', depth: 1202, parameters: 19_421_274, figures: [{ error: 7.93 }] })
})

test('schema prints what is published', async () => {
  const { out } = await lab('schema')
  expect(out).toBe(readFileSync(new URL('../../../docs/design.schema.json', import.meta.url), 'utf8'))
})

test('networks finds by the options of blocks', async () => {
  const { out } = await lab('networks', 'grouped', '32', '--json')
  const ids = out
    .trim()
    .split('\n')
    .map((line) => (JSON.parse(line) as { id: string }).id)
  expect(ids).toEqual(['resnext-50-32x4d', 'resnext-101-32x8d'])
})

test('describe says the same for people', async () => {
  const { code, out } = await lab('describe', 'plain-20')
  expect(code).toBe(0)
  expect(out).toContain('20 layers deep, 269,722 parameters, 40,551,040 MACs')
  // 379,968 numbers for one image: the image, what each convolution gives its BN, and each ReLU the next.
  expect(out).toContain('activation memory 194.54 MB at batch 128 in float32')
})

test('a file that is no design is described by its problems, with exit code 1', async () => {
  const { code, out } = await lab('describe', fileURLToPath(new URL('../../../package.json', import.meta.url)), '--json')
  expect(code).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ parameters: null, layers: [], problems: [{ place: 'file', field: 'format' }] })
})

test.each([
  [['describe', 'resnet20'], /no preset and no file named "resnet20"\. Did you mean resnet-20/],
  [['train', 'resnet-20', '--data', 'cifar'], /Allowed choices are cifar10, mnist/],
  [['train', 'resnet-20', '--steps', 'many'], /The length is a whole number from 1/],
  [['train', 'resnet-20', '--lr', '1,500'], /1,500 can be read as 1500 or as 1\.5/],
  [['resume', 'any', '--more', '1,5'], /It takes a whole number from 0/],
  [['rate', 'any', '0x10'], /It takes a number from/],
  [['train'], /missing required argument/],
  [['runs', '--library', ''], /It takes a folder/],
  [['trian'], /Did you mean train/],
])('%o is wrong use: exit code 2, and what would be right', async (args, message) => {
  const { code, err } = await lab(...args)
  expect(code).toBe(2)
  expect(err).toMatch(message)
})

test('help is no error', async () => {
  expect((await lab('--help')).code).toBe(0)
})

test('export writes a preset where it is told, says what, and writes nothing over', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-export-'))
  try {
    const out = join(folder, 'net.py')
    const { code, out: said } = await lab('export', 'resnet-20', '--to', 'pytorch', '--out', out, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(said)).toMatchObject({ event: 'exported', format: 'pytorch', weights: null, files: [{ path: out }] })
    expect(readFileSync(out, 'utf8')).toContain('class ResNet20(nn.Module)')
    const again = await lab('export', 'resnet-20', '--to', 'pytorch', '--out', out)
    expect([again.code, again.err]).toEqual([1, expect.stringContaining('is there already')])
    expect((await lab('export', 'resnet-20', '--to', 'caffe')).code).toBe(2)
    expect((await lab('export', 'resnet-20', '--to', 'json', '--checkpoint', 'newest')).code).toBe(2)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
