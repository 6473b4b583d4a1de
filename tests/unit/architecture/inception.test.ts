/** Inception's stem and what changes its map: published sizes, in proportion at other base widths, and small images. */
import { describe, expect, it } from 'vitest'
import { completed, type Architecture, type WrittenArchitecture } from '../../../core/architecture/architecture.ts'
import type { WrittenStage } from '../../../core/architecture/blocks.ts'
import { findProblems } from '../../../core/architecture/problems.ts'
import { walkNetwork } from '../../../core/architecture/walk-network.ts'

const mixed = (mix: '5b' | 'reduction-a' | 'reduction-b', width: number, padding: 'none' | 'half' = 'none'): WrittenStage => ({
  kind: 'inception-mixed',
  blocks: 1,
  width,
  stride: mix === '5b' ? 1 : 2,
  mix,
  padding,
})

const net = (side: number, width: number, changes: Partial<WrittenArchitecture> = {}): Architecture =>
  completed({
    name: 'net',
    input: { height: side, width: side, channels: 3 },
    stem: { kind: 'inception', width },
    stages: [mixed('5b', width), mixed('reduction-a', width), mixed('reduction-b', width)],
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
    ...changes,
  })

const mapsOf = (architecture: Architecture): readonly (readonly number[] | undefined)[] => {
  const { stem, stages } = walkNetwork(architecture)
  return [stem?.shape, ...stages.map(({ shape }) => shape)]
}

const mistakes = (architecture: Architecture): unknown[] =>
  findProblems(architecture).map(({ place, field, mend }) => [place, field, mend?.value])

describe('the maps of Inception-ResNet-v2', () => {
  it('are as published at 299 pixels and base width 32 (Szegedy et al. 2017, and the released network)', () => {
    expect(mapsOf(net(299, 32))).toEqual([
      [35, 35, 192],
      [35, 35, 320],
      [17, 17, 1088],
      [8, 8, 2080],
    ])
  })

  it('have channels in proportion at other base widths', () => {
    const channels = mapsOf(net(299, 8)).map((shape) => shape?.[2])
    expect(channels).toEqual([48, 80, 272, 520])
  })
})

describe('small images', () => {
  it('are too small without padding, which the stem and the reductions offer', () => {
    expect(mistakes(net(67, 4))).toEqual([[2, 'padding', 'half']])
    expect(mistakes(net(9, 4))[0]).toEqual(['stem', 'padding', 'half'])
  })

  it('fit with padding, and the stem keeps some of their size with fewer halvings', () => {
    const stages = [mixed('5b', 4), mixed('reduction-a', 4, 'half'), mixed('reduction-b', 4, 'half')]
    const stem = { kind: 'inception', width: 4, padding: 'half' } as const
    const sidesWith = (halvings: number) => mapsOf(net(33, 4, { stem: { ...stem, halvings }, stages })).map((map) => map?.[0])
    expect(sidesWith(3)).toEqual([5, 5, 3, 2])
    expect(sidesWith(1)).toEqual([17, 17, 9, 5])
    expect(mistakes(net(33, 4, { stem, stages }))).toEqual([])
  })

  it('of two pixels are halved once', () => {
    expect(mistakes(net(2, 4, { stem: { kind: 'inception', padding: 'half' }, stages: [] }))).toEqual([['stem', 'halvings', 1]])
  })
})
