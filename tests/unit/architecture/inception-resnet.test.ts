/** Residual units of Inception-ResNet-v2: what the released network has, and what follows from their fields. */
import { describe, expect, it } from 'vitest'
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import { blockRule, type Stage, type WrittenStage } from '../../../core/architecture/blocks.ts'
import { countsOf } from '../../../core/architecture/counts.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { findProblems } from '../../../core/architecture/problems.ts'
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

  it('has the normalization and activation that are set in place of BN and ReLU, on its shortcut and after the sum too', () => {
    const kindsOf = (changes: Partial<Written>) => [
      ...new Set(
        layersOf(unit({ stride: 2, blocks: 2, ...changes }))
          .filter(({ place }) => place.part === 'stage')
          .map(({ kind }) => kind),
      ),
    ]
    const joins = ['conv', 'concat', 'scale', 'add']
    expect(kindsOf({}).sort()).toEqual([...joins, 'batchNorm', 'relu'].sort())
    expect(kindsOf({ normalization: { group: 2 }, activation: 'gelu' }).sort()).toEqual([...joins, 'groupNorm', 'gelu'].sort())
    expect(kindsOf({ normalization: 'none', activation: 'identity' }).sort()).toEqual([...joins].sort())
    const bare = layersOf(unit({ normalization: 'none' })).filter(({ name }) => name.includes('way'))
    expect(bare.every((layer) => layer.kind !== 'conv' || layer.config.bias)).toBe(true)
    expect(
      blockRule('inception-resnet').describe(
        net(unit({ normalization: 'none', activation: 'silu', relu: false })).stages[0] as Stage,
      ),
    ).toBe('Inception-ResNet-A, ×0.17, no BN, SiLU, nothing after the sum')
  })

  it('says which of its channels cannot be normalized in groups, and how many groups can', () => {
    const problems = findProblems(net(unit({ normalization: { group: 3 } })))
    expect(problems.map(({ message, mend }) => [message, mend?.value])).toEqual([
      ['Stage 1: 4 channels cannot be normalized in 3 groups of the same size.', { group: 2 }],
    ])
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
