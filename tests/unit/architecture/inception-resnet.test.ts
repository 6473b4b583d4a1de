/** Residual units of Inception-ResNet-v2: what the released network has, and what follows from their fields. */
import { describe, expect, it } from 'vitest'
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import { blockRule, type Stage, type WrittenStage } from '../../../core/architecture/blocks.ts'
import { countsOf } from '../../../core/architecture/counts.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import type { Layer } from '../../../core/graph/layer-graph.ts'

type Written = WrittenStage & { kind: 'inception-resnet' }

const unit = (changes: Partial<Written>): WrittenStage => ({
  kind: 'inception-resnet',
  blocks: 1,
  width: 4,
  stride: 1,
  unit: 'A',
  scale: 0.17,
  ...changes,
})

const net = (stage: WrittenStage): Architecture =>
  completed({
    name: 'net',
    input: { height: 9, width: 9, channels: 3 },
    stem: { kind: 'conv', kernel: 3, width: 40, stride: 1, pool: null },
    stages: [stage],
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
  })

function layersOf(stage: WrittenStage): readonly Layer[] {
  const lowered = lower(net(stage))
  if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
  return lowered.graph.layers
}

/** `1×7 5`: kernel and channels of every convolution of the stage, in order. */
const convsOf = (stage: WrittenStage): string[] =>
  layersOf(stage).flatMap((layer) => {
    if (layer.kind !== 'conv' || layer.place.part !== 'stage') return []
    const { kernel, width } = layer.config
    return [`${typeof kernel === 'number' ? `${kernel}×${kernel}` : kernel.join('×')} ${width}`]
  })

it('Inception-ResNet-v2 has the parameters and MACs that timm has', async () => {
  const preset = await loadPreset('inception-resnet-v2')
  if (preset === null) throw new Error('There is no preset inception-resnet-v2.')
  expect(countsOf(preset)).toMatchObject({ parameters: 55_843_464, macs: 13_155_794_016 })
})

describe('a unit', () => {
  it("has its ways' kernels, in proportion to the base width, and a 1×1 back to the map's channels", () => {
    expect(convsOf(unit({ unit: 'A' }))).toEqual(['1×1 4', '1×1 4', '3×3 4', '1×1 4', '3×3 6', '3×3 8', '1×1 40'])
    expect(convsOf(unit({ unit: 'B' }))).toEqual(['1×1 24', '1×1 16', '1×7 20', '7×1 24', '1×1 40'])
    expect(convsOf(unit({ unit: 'C' }))).toEqual(['1×1 24', '1×1 24', '1×3 28', '3×1 32', '1×1 40'])
  })

  it('multiplies its branch by the scale, and ends in ReLU or not', () => {
    const kindsAfter = (changes: Partial<Written>) =>
      layersOf(unit(changes))
        .filter(({ name }) => /block1\.\w+$/.test(name))
        .map(({ name }) => name.replace('stage1.block1.', ''))
    expect(kindsAfter({})).toEqual(['concat', 'conv', 'scale', 'add', 'relu'])
    expect(kindsAfter({ scale: 1, relu: false })).toEqual(['concat', 'conv', 'add'])
    expect(kindsAfter({ shortcut: 'none' })).toEqual(['concat', 'conv', 'scale', 'relu'])
    expect(layersOf(unit({ scale: 0.3 })).find(({ kind }) => kind === 'scale')?.config).toEqual({ factor: 0.3 })
  })

  it("takes the other unit's published scale with it, and keeps one that a person set", () => {
    const rule = blockRule('inception-resnet')
    const stage = rule.from({ blocks: 1, width: 32, stride: 1 }, 'B')
    const turned = (from: Stage): unknown => {
      const field = rule.fields.find(({ caption }) => caption === 'Unit')
      return field?.kind === 'choice' ? field.change('C', from) : null
    }
    expect(turned(stage)).toEqual({ unit: 'C', scale: 0.2 })
    expect(turned({ ...stage, scale: 0.3 } as Stage)).toEqual({ unit: 'C', scale: 0.3 })
  })
})
