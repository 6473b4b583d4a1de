/** `diff`: what differs between two designs in words and as data, and the counts of both. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { writeArchitecture } from '../../../core/architecture/file-format.ts'
import { setStage } from '../../../core/architecture/edit.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { diffDesigns } from '../../../core/cli/diff.ts'
import { temporaryFolder } from '../../store/support/samples.ts'

async function said(before: string, after: string, json = false): Promise<{ code: number; text: string }> {
  const lines: string[] = []
  const code = await diffDesigns({ before, after }, '/nowhere', json, (line) => lines.push(line))
  return { code, text: lines.join('\n') }
}

test('ResNet-34 and its plain net differ in their shortcuts, and by the counts of the projections', async () => {
  const { code, text } = await said('resnet-34', 'plain-34')
  expect(code).toBe(0)
  // He et al. 2016, figure 3: the counts are those of torchvision's resnet34, and of it without shortcuts.
  expect(text).toMatch(/parameters +21,797,672 +21,623,848 +-173,824/)
  for (const stage of [1, 2, 3, 4]) expect(text).toMatch(new RegExp(`Stage ${stage} +changed +Shortcut +B +none`))
  expect(text).not.toMatch(/Stem|Head/)
})

test('a design differs from itself in nothing', async () => {
  const { text } = await said('resnet-20', 'resnet-20')
  expect(text).toContain('The same design.')
  expect(JSON.parse((await said('resnet-20', 'resnet-20', true)).text)).toMatchObject({ same: true, parts: [] })
})

test('what is added, and a file that cannot be trained, are told; as data too', async () => {
  const resnet = await loadPreset('resnet-20')
  if (resnet === null) throw new Error('There is no preset resnet-20.')
  const file = join(temporaryFolder(), 'narrow.stagecraft')
  writeFileSync(file, writeArchitecture({ ...setStage(resnet, 2, { width: 16 }), name: 'narrow', stem: null }))
  const { text } = await said('resnet-20', file)
  expect(text).toMatch(/Stem +removed/)
  expect(text).toMatch(/Stage 3 +changed +Width +64 +16/)
  expect(text).toMatch(/narrow cannot be trained: Stage 3: option A/)
  const data = JSON.parse((await said('resnet-20', file, true)).text) as { counts: unknown; difference: { stem: unknown } }
  expect(data.counts).toMatchObject({ before: { parameters: 269_722, macs: 40_551_040, depth: 20 }, after: null })
  expect(data.difference.stem).toMatchObject({ state: 'removed' })
})

test('a file that is no design is told, and the exit code is 1', async () => {
  const file = join(temporaryFolder(), 'odd.stagecraft')
  writeFileSync(file, '{}')
  const { code, text } = await said('resnet-20', file)
  expect([code, text]).toEqual([1, expect.stringContaining('not a Stagecraft design')])
})
