/** The stack drawing as a file: every network of the gallery, and what its marks say. */
import { describe, expect, test } from 'vitest'
import { loadGallery, loadPreset } from '../../../core/architecture/presets.ts'
import { buildStack } from '../../../core/drawing/build-stack.ts'
import { stackSvg } from '../../../core/drawing/stack-svg.ts'

const gallery = await loadGallery()

describe('every network of the gallery', () => {
  test.each(gallery.map(({ id, architecture }) => [id, architecture] as const))('%s', (_id, architecture) => {
    const svg = stackSvg(architecture, 900)
    const { model } = buildStack(architecture)
    if (svg === null || model === null) throw new Error('It can be drawn.')
    expect(svg).not.toMatch(/NaN|undefined|null|Infinity/)
    // Nothing is drawn outside of it: every x stands within what is seen.
    const [left = 0, , width = 0] = (/viewBox="([^"]*)"/.exec(svg)?.[1] ?? '').split(' ').map(Number)
    for (const [, x = ''] of svg.matchAll(/ x="([-\d.]+)"/g)) {
      expect(Number(x)).toBeGreaterThanOrEqual(left)
      expect(Number(x)).toBeLessThanOrEqual(left + width)
    }
    for (const { output } of model.stages.slice(0, 1)) expect(svg).toContain(output.join('×'))
  })
})

test('marks are those of the shortcuts: dots where zeros are added, a square where weights are, none without one', async () => {
  const drawn = async (id: string): Promise<string> => {
    const architecture = await loadPreset(id)
    const svg = architecture === null ? null : stackSvg(architecture, 900)
    if (svg === null) throw new Error(`${id} can be drawn.`)
    return svg
  }
  const dots = /stroke-dasharray="0.1 3.2"/g
  const squares = /width="7" height="7"/g
  const [ofA, ofB, plain] = [await drawn('resnet-20'), await drawn('resnet-18'), await drawn('plain-20')]
  expect(ofA.match(dots)).toHaveLength(2)
  expect(ofA.match(squares)).toBeNull()
  expect(ofB.match(squares)).toHaveLength(3)
  expect(ofB.match(dots)).toBeNull()
  expect(plain.match(/fill="none" stroke="#3b424b" stroke-width="1.25"/g)).toBeNull()
})

test('long stages are folded, and the sheaf says how many blocks it stands for', async () => {
  const deep = gallery.find(({ id }) => id === 'resnet-1202')?.architecture
  if (deep === undefined) throw new Error('It is in the gallery.')
  expect(stackSvg(deep, 900)).toMatch(/>\+?\d+(?: more)?</)
})
