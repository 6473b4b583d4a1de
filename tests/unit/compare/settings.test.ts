/** What a run's settings are: in words, and which runs have the same but for the seed. */
import { describe, expect, it } from 'vitest'
import { differingSettings, settingsKey, settingsOf } from '../../../core/compare/settings.ts'
import type { RunRecord, RunSummary } from '../../../core/store/run.ts'
import { preset, recipePreset, runSummary } from '../renderer-runs/samples.ts'

describe('settings that differ', () => {
  it('are for a ResNet and its plain twin the shortcut alone (He et al. 2016, section 3.3)', () => {
    const runs = [runSummary(), runSummary({ architecture: preset('plain-20') })]
    expect(differingSettings(settingsOf(runs))).toEqual([{ name: 'Shortcut', values: ['A', 'none'] }])
  })

  it('are for two depths layers and blocks', () => {
    const runs = [runSummary(), runSummary({ architecture: preset('resnet-56') })]
    expect(differingSettings(settingsOf(runs))).toEqual([
      { name: 'Layers', values: ['20', '56'] },
      { name: 'Blocks', values: ['3 × 3', '9 × 3'] },
    ])
  })

  it('are whatever a rule has a field for, with a dash where a kind has no such field', () => {
    const gated = preset('highway-19')
    const [first, ...others] = gated.stages
    if (first?.kind !== 'highway') throw new Error('Highway-19 begins with highway layers.')
    const stages = [{ ...first, gateBias: -1 }, ...others]
    const eager = { ...gated, initialization: 'glorot' as const, stages }
    expect(differingSettings(settingsOf([runSummary({ architecture: gated }), runSummary({ architecture: eager })]))).toEqual([
      { name: 'Initialization', values: ['He, fan-in', 'Glorot'] },
      { name: 'Bias of the gates', values: ['-2 × 3', '-1, -2, -2'] },
    ])
    const beside = settingsOf([runSummary(), runSummary({ architecture: gated })])
    expect(beside).toContainEqual({ name: 'Bias of the gates', values: ['–', '-2 × 3'] })
  })

  it('are none for runs that were asked for the same', () => {
    expect(differingSettings(settingsOf([runSummary(), runSummary({ id: 'two', color: 2, createdAt: 5 })]))).toEqual([])
  })
})

describe('settings but for the seed', () => {
  const { recipe } = recipePreset('he-2016-cifar')
  const key = (changes: Partial<RunRecord> = {}, figures: Partial<Omit<RunSummary, 'record'>> = {}): string =>
    settingsKey(runSummary(changes, undefined, figures))

  it('are the same whatever run, design and recipe are called, where it trained, and in what order a file has its fields', () => {
    const { architecture } = runSummary().record
    const turned = Object.fromEntries(Object.entries(recipe).reverse()) as typeof recipe
    for (const changes of [
      { id: 'two', name: 'another', color: 7, createdAt: 9 },
      { recipe: { ...recipe, seed: 12 } },
      { recipe: { ...recipe, name: 'mine' } },
      { recipe: turned },
      { architecture: { ...architecture, name: 'mine' } },
      { device: { kind: 'cpu' } },
    ] satisfies Partial<RunRecord>[])
      expect(key(changes)).toBe(key())
  })

  it('are others with any other network, data, recipe, length, rate or beginning', () => {
    const others = [
      key(),
      key({ architecture: preset('plain-20') }),
      key({ dataset: 'mnist' }),
      key({ recipe: { ...recipe, batchSize: recipe.batchSize / 2 } }),
      key({}, { totalSteps: 70_000 }),
      key({}, { rateScale: 0.5 }),
      key({ origin: { run: 'one', name: 'one', step: 100 } }),
      key({ origin: { run: 'one', name: 'one', step: 200 } }),
    ]
    expect(new Set(others).size).toBe(others.length)
  })
})
