/** What the lightness of cells shows, and the key that says so. */
import { describe, expect, it } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { buildStack } from '../../../core/drawing/build-stack.ts'
import { keyHeight, keyOf } from '../../../renderer/views/design/drawing-key.ts'
import { zoomStack, type Item } from '../../../core/drawing/stack-layout.ts'
import type { StackModel } from '../../../core/drawing/stack-model.ts'
import { toneBy, toneKinds, type TimeOf, type ToneKind } from '../../../renderer/views/design/tone.ts'

async function drawn(name: string): Promise<{ model: StackModel; items: readonly Item[] }> {
  const preset = await loadPreset(name)
  const model = preset && buildStack(preset).model
  if (!model) throw new Error(`${name} cannot be drawn`)
  return { model, items: zoomStack(model, 1, 'none').items }
}

const unknown = (): null => null

async function tonesOf(name: string, kind: ToneKind): Promise<number[]> {
  const { model, items } = await drawn(name)
  const tone = toneBy(kind, model, items, unknown)
  return items.filter(({ role }) => role === 'block').map((item) => tone.of(item))
}

describe('the tone of cells', () => {
  it('is by width a step for each doubling', async () => {
    expect(await tonesOf('resnet-20', 'width')).toEqual([0, 0, 0, 1, 1, 1, 2, 2, 2])
  })

  it('is darkest for the most, and a step lighter for half of it', async () => {
    // The blocks of ResNet-20's stages have 4,672, 18,560 and 73,984 parameters, a quarter each of the next.
    expect(await tonesOf('resnet-20', 'parameters')).toEqual([3, 3, 3, 5, 5, 5, 7, 7, 7])
    // Multiply-accumulates are alike in all stages, less in the blocks that stride.
    expect(await tonesOf('resnet-20', 'macs')).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 7])
    expect(await tonesOf('resnet-20', 'memory')).toEqual([7, 7, 7, 6, 6, 6, 5, 5, 5])
  })

  it('tells kinds apart, in the order in which they come', async () => {
    const { model, items } = await drawn('resnet-50')
    const tone = toneBy('kind', model, items, unknown)
    expect(tone.scale).toEqual({ kind: 'names', names: [{ tone: 1, name: 'bottleneck' }] })
    expect(new Set(items.filter(({ role }) => role === 'block').map((item) => tone.of(item)))).toEqual(new Set([1]))
  })

  it('is by predicted time what the lab says of the layers of a cell', async () => {
    const { model, items } = await drawn('resnet-20')
    const timeOf: TimeOf = ({ layers }) => layers.reduce((sum, { macs }) => sum + macs, 0)
    const tone = toneBy('time', model, items, timeOf)
    const byMacs = toneBy('macs', model, items, unknown)
    expect(items.map((item) => tone.of(item))).toEqual(items.map((item) => (item.layers.length > 0 ? byMacs.of(item) : 0)))
    expect(toneBy('time', model, items, unknown).scale).toEqual({ kind: 'ramp', low: '', high: 'not known' })
  })

  it.each(toneKinds)('by %s stays within eight tones, whatever is drawn', async (kind) => {
    for (const name of ['resnet-50', 'vgg-16', 'resnet-1202'])
      for (const tone of await tonesOf(name, kind)) expect([0, 1, 2, 3, 4, 5, 6, 7]).toContain(tone)
  })
})

describe('the key', () => {
  it('names the marks of this drawing, and no others', async () => {
    const names = async (preset: string): Promise<string[]> => keyOf((await drawn(preset)).model).map(({ name }) => name)
    expect(await names('resnet-20')).toEqual(['identity', 'A, zeros'])
    expect(await names('resnet-50')).toEqual(['identity', 'projection'])
    expect(await names('vgg-16')).toEqual([])
    expect(await names('se-resnet-50')).toEqual(['identity', 'projection', 'gate inside'])
  })

  it('takes more room with a scale', async () => {
    const { model, items } = await drawn('resnet-50')
    const height = (kind: ToneKind): number => keyHeight(keyOf(model), toneBy(kind, model, items, unknown))
    expect(height('macs')).toBeGreaterThan(height('width'))
  })
})
