/** What the sheet that tries one batch offers, and the lines it draws. Pure. */
import { describe, expect, test } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import type { Preset } from '../../../core/architecture/gallery.ts'
import type { DatasetState } from '../../../core/datasets/describe.ts'
import type { FirstBatchLayer } from '../../../core/graph/first-batch.ts'
import type { Design } from '../../../core/store/designs.ts'
import { besideChoices, imagesChoices, usualImages } from '../../../renderer/views/design/try/try-choices.ts'
import { byDepth, correlationPoints, depthQuantities, nearestValue } from '../../../renderer/views/design/try/try-lines.ts'

async function preset(name: string): Promise<Architecture> {
  const found = await loadPreset(name)
  if (found === null) throw new Error(`no ${name}`)
  return found
}
const [resnet20, plain20, resnet18] = [await preset('resnet-20'), await preset('plain-20'), await preset('resnet-18')]

const dataset = (name: string, side: number, kind: 'ready' | 'absent'): DatasetState =>
  ({
    id: name,
    name,
    height: side,
    width: side,
    channels: 3,
    classes: Array<string>(10).fill(''),
    status: { kind },
  }) as unknown as DatasetState

describe('images', () => {
  test('are those of data sets that fit; what is not here is named and off, and noise is last', () => {
    const choices = imagesChoices(resnet20, [
      dataset('away', 32, 'absent'),
      dataset('small', 28, 'ready'),
      dataset('here', 32, 'ready'),
    ])
    expect(choices.map(({ label, disabled = false }) => `${label} ${disabled}`)).toEqual([
      'away, not on this computer true',
      'here false',
      'Noise, standard normal false',
    ])
    expect(usualImages(choices)).toBe('here')
  })

  test('are noise where none fits', () => {
    expect(usualImages(imagesChoices(resnet18, [dataset('here', 32, 'ready')]))).toBe('noise')
  })
})

test('beside a design stand its plain twin and all that takes the same images, but not itself', () => {
  const designs = [{ id: 'd1', architecture: { ...plain20, name: 'Mine' } }] as unknown as Design[]
  const presets = [
    { id: 'resnet-20', architecture: resnet20 },
    { id: 'plain-20', architecture: plain20 },
    { id: 'resnet-18', architecture: resnet18 },
  ] as unknown as Preset[]
  const of = (architecture: Architecture) => besideChoices(architecture, designs, presets).map(({ value }) => value)
  expect(of(resnet20)).toEqual(['', 'twin', 'design:d1', 'preset:plain-20'])
  expect(of(plain20)).toEqual(['', 'design:d1', 'preset:resnet-20'])
})

test('lines by depth hold the layers that have the quantity, and the main path alone', () => {
  const layer = (change: Partial<FirstBatchLayer>): FirstBatchLayer => ({
    name: '',
    label: '',
    shape: [1],
    depth: 1,
    isOnMainPath: true,
    isWeighted: true,
    mean: 0,
    std: 1,
    imageStd: 1,
    gradientNorm: 1,
    weightGradientNorm: 3,
    weightNorm: 1,
    deadShare: null,
    openShare: null,
    ...change,
  })
  const layers = [
    layer({ depth: 1, std: 2 }),
    layer({ depth: 1, isWeighted: false, deadShare: 0.25, openShare: 0.5 }),
    layer({ depth: 2, isOnMainPath: false, std: 9 }),
    layer({ depth: 4, std: 5 }),
  ]
  const lines = depthQuantities.map(({ of }) => byDepth(layers, of))
  expect(lines.map(({ x, y }) => [[...x], [...y]])).toEqual([
    [
      [1, 4],
      [2, 5],
    ],
    [
      [1, 4],
      [3, 3],
    ],
    [[1], [25]],
  ])
  const [std] = lines
  expect(std && nearestValue(std, 3)).toBe(5)
  expect(nearestValue({ x: new Float64Array(), y: new Float64Array() }, 3)).toBeNaN()
  expect([...correlationPoints({ correlations: [1, 0.5, 0, 0, 0, 0, 0] }).x]).toEqual([-8, -7, -6, -5, -4, -3, -2])
})
