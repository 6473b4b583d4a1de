/** What of a variant the base does not allow is told, stage by stage, and all else is done. */
import { describe, expect, it } from 'vitest'
import { completed, type Architecture } from '../../../core/architecture/architecture.ts'
import { basic } from '../../../core/architecture/blocks/basic.ts'
import { headRule } from '../../../core/architecture/heads.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { loadGallery } from '../../../core/architecture/presets.ts'
import { findProblems } from '../../../core/architecture/problems.ts'
import { deriveVariant, type Change } from '../../../core/architecture/variants.ts'

/** Whether its blocks have ways side by side, which are no shortcuts. */
const waysOf = ({ stages }: Architecture, stage: number): boolean => stages[stage]?.kind.startsWith('inception') === true

describe('what a variant cannot follow is said', async () => {
  const presets = await loadGallery()
  const messagesOf = (id: string, change: Change): string[] => {
    const preset = presets.find((one) => one.id === id)
    if (preset === undefined) throw new Error(`There is no preset ${id}.`)
    return deriveVariant(preset.architecture, 'variant', [change]).unfollowed.map(({ message }) => message)
  }

  it.each([
    [
      'resnet-50-d',
      [
        'Stage 1: a projection',
        'Stage 2: a projection',
        'Stage 3: a projection',
        'Stage 4: a projection',
        'Stem: it stays as it is: its three',
      ],
    ],
    ['ror-3-110', ['The shortcuts around stages keep the ReLU']],
    ['densenet-40-12', ['Stage 1: there is no', 'Stage 2: there is no', 'Stage 3: there is no']],
    ['resnet-50', []],
  ])('of pre-activation in %s', (id, expected) => {
    const told = messagesOf(id, { kind: 'pre-activation' })
    expect(told).toHaveLength(expected.length)
    expected.forEach((begin, index) => expect(told[index]).toContain(begin))
  })

  it('of a head that convolves the map before it normalizes', () => {
    const stage = basic.from({ blocks: 1, width: 16, stride: 1 }, 'A')
    const input = { height: 32, width: 32, channels: 3 }
    for (const head of [headRule('conv').from({}), { ...headRule('linear').from({}), onMap: [100] }]) {
      const base = completed({ name: 'base', input, stem: null, stages: [stage], head })
      const { architecture, unfollowed } = deriveVariant(base, 'variant', [{ kind: 'pre-activation' }])
      expect(architecture.head).toEqual(head)
      expect(unfollowed).toMatchObject([{ place: 'head', field: 'normalization' }])
    }
  })

  it.each(presets.map(({ id }) => id))('of the plain twin of %s: every stage is plain, or it is told why not', (id) => {
    const preset = presets.find((one) => one.id === id)
    if (preset === undefined) throw new Error(`There is no preset ${id}.`)
    const { architecture, unfollowed } = deriveVariant(preset.architecture, 'twin', [{ kind: 'plain-twin' }])
    const lowered = lower(architecture)
    if (!lowered.ok) throw new Error(lowered.problems.map(({ message }) => message).join(' '))
    const joined = lowered.graph.layers.flatMap(({ kind, place }) =>
      (kind === 'add' || kind === 'gate' || kind === 'concat') && place.part === 'stage' && !waysOf(architecture, place.stage)
        ? [place.stage]
        : [],
    )
    expect([...new Set(joined)]).toEqual(unfollowed.flatMap(({ place }) => (typeof place === 'number' ? [place] : [])))
  })

  it('of a plain twin: a dense layer reads all before it; of networks without shortcuts, that there are none', () => {
    expect(messagesOf('densenet-40-12', { kind: 'plain-twin' })).toEqual([
      'The base has no shortcuts to leave out.',
      ...[1, 2, 3].map(
        (stage) =>
          `Stage ${stage}: blocks of the kind Dense have no plain twin: every layer reads all before it, or it is no dense layer.`,
      ),
    ])
    expect(messagesOf('vgg-16', { kind: 'plain-twin' })).toEqual(['The base has no shortcuts to leave out.'])
    expect(messagesOf('ror-3-110', { kind: 'plain-twin' })).toEqual([])
  })
})

it('a plain twin lets something pass: what begins as nothing beside a shortcut does not without one', () => {
  const stage = { ...basic.from({ blocks: 1, width: 16, stride: 1 }, 'A'), zeroScale: true, branchScalar: true }
  expect(basic.plain(stage)).toMatchObject({ shortcut: 'none', zeroScale: false, branchScalar: false })
  const base = completed({
    name: 'base',
    input: { height: 32, width: 32, channels: 3 },
    stem: null,
    stages: [{ ...stage, shortcut: 'none' }],
    head: headRule('linear').from({}),
  })
  expect(findProblems(base)).toContainEqual(
    expect.objectContaining({ field: 'branchScalar', mend: { label: 'Leave the scalar out', value: false } }),
  )
})
