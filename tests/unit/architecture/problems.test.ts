/** Nets that people will draw: each mistake is named at its place, with what would be right. */
import { describe, expect, it } from 'vitest'
import { completed, type Architecture, type WrittenArchitecture } from '../../../core/architecture/architecture.ts'
import type { WrittenStage } from '../../../core/architecture/blocks.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { analyse } from '../../../core/graph/analysis.ts'

const basic = (changes: Partial<WrittenStage & { kind: 'basic' }>): WrittenStage => ({
  kind: 'basic',
  blocks: 1,
  width: 16,
  stride: 1,
  layers: 2,
  shortcut: 'A',
  ...changes,
})

const net = (changes: Partial<WrittenArchitecture>): Architecture =>
  completed({
    name: 'net',
    input: { height: 32, width: 32, channels: 3 },
    stem: { kind: 'conv', kernel: 3, width: 16, stride: 1, pool: null },
    stages: [basic({}), basic({ width: 32, stride: 2 })],
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
    ...changes,
  })

describe('errors', () => {
  it('say that option A cannot narrow, and offer a projection (He et al. 2016, section 3.3)', () => {
    const { ok, problems } = lower(net({ stages: [basic({ width: 32 }), basic({ width: 16 })] }))
    expect(ok).toBe(false)
    expect(problems).toEqual([
      expect.objectContaining({
        severity: 'error',
        place: 1,
        field: 'shortcut',
        message: 'Stage 2: option A pads with zeros; it cannot narrow 32 to 16 channels.',
        mend: { label: 'Projection here', value: 'B' },
      }),
    ])
  })

  it('say that the channels that later blocks take in cannot be normalized in groups, where only the first block could', () => {
    const stage = basic({ blocks: 2, width: 5, layers: 1, order: 'pre-activation', normalization: { group: 2 }, shortcut: 'B' })
    const { problems } = lower(net({ stages: [stage] }))
    expect(problems.find(({ severity }) => severity === 'error')).toMatchObject({
      place: 0,
      field: 'normalization',
      message: 'Stage 1: 5 channels cannot be normalized in 2 groups of the same size.',
      mend: { value: { group: 1 } },
    })
  })

  it('say that a stride is larger than the map', () => {
    const { ok, problems } = lower(
      net({ input: { height: 4, width: 4, channels: 3 }, stages: [basic({ stride: 8, shortcut: 'B' })] }),
    )
    expect(ok).toBe(false)
    expect(problems[0]).toMatchObject({ place: 0, field: 'stride', expected: 'stride 4 or less', actual: 'stride 8' })
  })

  it('say that a pooling window does not fit', () => {
    const stage: WrittenStage = {
      kind: 'conv',
      blocks: 1,
      width: 8,
      stride: 1,
      normalization: 'batch',
      pool: { kernel: 4, stride: 1 },
    }
    const { ok, problems } = lower(net({ input: { height: 1, width: 1, channels: 3 }, stages: [stage] }))
    expect(ok).toBe(false)
    expect(problems[0]).toMatchObject({ place: 0, field: 'pool', actual: '1×1' })
  })
})

describe('warnings', () => {
  it('say that halving the map asks for twice the width, and do not stop training', () => {
    const { ok, problems } = lower(net({ stages: [basic({}), basic({ width: 24, stride: 2 })] }))
    expect(ok).toBe(true)
    expect(problems).toEqual([
      expect.objectContaining({ severity: 'warning', place: 1, field: 'width', mend: { label: 'Set width 32', value: 32 } }),
    ])
  })
})

describe('unusual nets lower all the same', () => {
  const cases: Record<string, Architecture> = {
    'one block in all': net({ stages: [basic({})] }),
    'no stage': net({ stages: [] }),
    'no stem': net({ stem: null, stages: [basic({ shortcut: 'B' })] }),
    'images of 1×1': net({ input: { height: 1, width: 1, channels: 3 }, stages: [basic({})] }),
    'images of 33×17': net({ input: { height: 33, width: 17, channels: 3 } }),
    'one class': net({ head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 1 } }),
    'hidden layers after flattening': net({ head: { kind: 'linear', pool: 'flatten', hidden: [20, 30], classes: 10 } }),
    'one layer a block': net({ stages: [basic({ layers: 1 })] }),
  }
  for (const [name, architecture] of Object.entries(cases)) {
    it(name, () => {
      const lowered = lower(architecture)
      if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
      const { layers } = analyse(lowered.graph)
      expect(layers[layers.length - 1]?.layer.outputShape).toEqual([architecture.head.classes])
      expect(new Set(layers.map(({ layer }) => layer.name)).size).toBe(layers.length)
    })
  }

  it('odd sizes are halved upwards, as by PyTorch', () => {
    const lowered = lower(net({ input: { height: 33, width: 17, channels: 3 } }))
    if (!lowered.ok) throw new Error('It has a graph.')
    expect(lowered.graph.layers.find(({ name }) => name === 'stage2.block1.relu')?.outputShape).toEqual([17, 9, 32])
  })
})
