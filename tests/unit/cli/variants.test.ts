/** `lab variants` and `lab diff` against a real lab: what the window has under a design. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openLabUnderTest, type LabUnderTest } from '../lab/lab-under-test.ts'

const main = fileURLToPath(new URL('../../../core/cli/main.ts', import.meta.url))
/** Each test starts the command line several times. */
vi.setConfig({ testTimeout: 60_000 })

let lab: LabUnderTest
beforeAll(() => {
  lab = openLabUnderTest()
})
afterAll(() => lab.close(), 30_000)

function command(...words: string[]): Promise<{ code: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words, '--library', lab.folder], (error, out, err) =>
      resolve({ code: error === null ? 0 : Number(error.code), out, err }),
    )
  })
}

test('variants of a preset are made of a copy of it, listed with their counts, and follow what is saved as their base', async () => {
  const made = await command('variants', 'resnet-20', '--make', 'plain-twin', 'n=9', 'option=b')
  // ResNet-56 and ResNet-20 with option B: He et al. 2016, table 6, counted from the layers.
  expect(made.out).toMatch(/ResNet-20, n = 9 +n = 9 +853,018 +125,485,696 +56/)
  expect(made.out).toMatch(/ResNet-20, option B +option B +272,474 +40,813,184 +20/)
  const base = (await lab.until('designs', {}, (designs) => designs.length === 4)).find(({ variant }) => variant === null)
  if (!base) throw new Error('There is no base.')
  const four = { ...base.architecture, stages: [...base.architecture.stages, ...base.architecture.stages.slice(-1)] }
  await lab.ask('designs.save', { id: base.id, architecture: four, basedOn: [base.architecture], variant: null })
  const listed = await command('variants', 'ResNet-20')
  expect(listed.out).toContain('ResNet-20, n = 9: The base is no net of 6n + 2 layers')
  const data = (await command('variants', base.id, '--json')).out.trim().split('\n')
  expect(data.map((line) => (JSON.parse(line) as { name: string }).name).sort()).toEqual([
    'ResNet-20, n = 9',
    'ResNet-20, option B',
    'ResNet-20, plain twin',
  ])
  expect((await command('diff', 'ResNet-20', 'ResNet-20, plain twin')).out).toMatch(/Stage 4 +changed +Shortcut +A +none/)
})

test('what is no variant, and no design, is wrong use, with what would be right', async () => {
  const unknown = await command('variants', 'resnet-20', '--make', 'n=0')
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining('n=NUMBER')])
  const none = await command('variants', 'resnet-99')
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('There is no design named "resnet-99"')])
  const itself = await command('variants', 'ResNet-20, plain twin')
  expect([itself.code, itself.err]).toEqual([2, expect.stringContaining('is a variant itself, of ResNet-20')])
})
