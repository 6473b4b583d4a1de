/** Variants follow their base: whatever it becomes arrives, a variant's own change is never lost, and what cannot follow is said. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { architectureSchema, type Architecture } from '../../../core/architecture/architecture.ts'
import { isResidual } from '../../../core/architecture/blocks.ts'
import { countsOf } from '../../../core/architecture/counts.ts'
import { diffArchitectures } from '../../../core/architecture/diff/diff.ts'
import { insertStage, setStage } from '../../../core/architecture/edit.ts'
import { moveStages, removeStages } from '../../../core/architecture/edit-selection.ts'
import { headRule } from '../../../core/architecture/heads.ts'
import { stemRule } from '../../../core/architecture/stems.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import {
  changeKinds,
  changeRule,
  deriveVariant,
  variantName,
  variantSchema,
  withChange,
  type Change,
  type ChangeKind,
} from '../../../core/architecture/variants.ts'
import { architectures } from './architectures.ts'

const everyChange = changeKinds.flatMap((kind) => [...changeRule(kind).offered])
const someChanges = fc
  .array(fc.constantFrom(...everyChange), { minLength: 1, maxLength: 3 })
  .map((all) => all.reduce<Change[]>((changes, change) => withChange(changes, change), []))

const position = fc.nat(5)
const edit: fc.Arbitrary<(from: Architecture) => Architecture> = fc.oneof(
  fc.tuple(position, fc.integer({ min: 1, max: 9 })).map(
    ([at, blocks]) =>
      (from: Architecture) =>
        setStage(from, at, { blocks }),
  ),
  fc.tuple(position, fc.integer({ min: 1, max: 8192 })).map(
    ([at, width]) =>
      (from: Architecture) =>
        setStage(from, at, { width }),
  ),
  position.map((at) => (from: Architecture) => insertStage(from, at)),
  position.map((at) => (from: Architecture) => removeStages(from, [at])),
  fc.tuple(position, position).map(
    ([at, to]) =>
      (from: Architecture) =>
        moveStages(from, [at], to),
  ),
)

/** Whether a change holds in a stage, by its definition in the paper and not by its rule. */
const holds: { [K in ChangeKind]: (change: Extract<Change, { kind: K }>, base: Stage, stage: Stage) => boolean } = {
  'plain-twin': (_change, _base, stage) => !isResidual(stage),
  'shortcut-option': ({ option }, _base, stage) => 'shortcut' in stage && stage.shortcut === option,
  'pre-activation': (_change, _base, stage) =>
    Object.entries(stage).some(([field, value]) => field === 'order' && value === 'pre-activation'),
  'family-depth': ({ n }, _base, stage) => stage.blocks === n,
  wide: ({ k }, base, stage) => stage.width === k * base.width,
}
type Stage = Architecture['stages'][number]
const holdsIn = (change: Change, base: Stage, stage: Stage): boolean =>
  (holds[change.kind] as (change: Change, base: Stage, stage: Stage) => boolean)(change, base, stage)
const decided: Record<string, readonly string[]> = {
  'plain-twin': ['shortcut', 'zeroScale', 'branchScalar'],
  'shortcut-option': ['shortcut'],
  'pre-activation': ['order', 'projection'],
  'family-depth': ['blocks'],
  wide: ['width'],
}

/** The same network in the order of He et al. 2016. */
const inOriginalOrder = (preset: Architecture): Architecture => ({
  ...preset,
  stem: stemRule('conv').from({ kernel: 3, width: 16, stride: 1 }),
  stages: preset.stages.map((stage) =>
    stage.kind === 'bottleneck' ? { ...stage, order: 'original', projection: 'normalized' } : stage,
  ),
  head: headRule('linear').from({ classes: preset.head.classes }),
})

describe('a variant of any base', () => {
  it('has each of its changes in every stage, or says of which not and why', () => {
    fc.assert(
      fc.property(architectures, fc.array(edit, { maxLength: 6 }), someChanges, (first, edits, changes) => {
        const base = edits.reduce((now, change) => change(now), first)
        const { architecture, unfollowed } = deriveVariant(base, 'variant', changes)
        for (const change of changes) {
          const told = unfollowed.filter((one) => one.change === change.kind)
          base.stages.forEach((stage, index) => {
            const made = architecture.stages[index]
            const said = told.some(({ place }) => place === index || place === 'file')
            expect(said || (made !== undefined && holdsIn(change, stage, made))).toBe(true)
          })
        }
        for (const { message } of unfollowed) expect(message).toMatch(/\.$/)
      }),
      { numRuns: 400 },
    )
  })

  it('is the base in all that its changes do not decide, so every edit of the base arrives', () => {
    fc.assert(
      fc.property(architectures, fc.array(edit, { maxLength: 6 }), someChanges, (first, edits, changes) => {
        const base = edits.reduce((now, change) => change(now), first)
        const { architecture } = deriveVariant(base, 'variant', changes)
        expect(architectureSchema.safeParse(architecture).success).toBe(true)
        const difference = diffArchitectures(base, architecture)
        const hasEnds = changes.some(({ kind }) => kind === 'pre-activation')
        expect(difference.input).toEqual([])
        if (!hasEnds) expect([difference.stem, difference.head]).toEqual([{ state: 'same' }, []])
        expect(difference.head.filter(({ field }) => field !== 'normalization' && field !== 'activation')).toEqual([])
        expect(architecture.stages).toHaveLength(base.stages.length)
        const own = changes.flatMap(({ kind }) => decided[kind] ?? [])
        base.stages.forEach((stage, index) => {
          const made = new Map<string, unknown>(Object.entries(architecture.stages[index] ?? {}))
          for (const [field, value] of Object.entries(stage)) if (!own.includes(field)) expect(made.get(field)).toEqual(value)
        })
      }),
      { numRuns: 400 },
    )
  })

  it('is again what it was once the edits of the base are undone, whatever could not follow meanwhile', () => {
    fc.assert(
      fc.property(architectures, fc.array(edit, { minLength: 1, maxLength: 6 }), someChanges, (first, edits, changes) => {
        const before = deriveVariant(first, 'variant', changes)
        const kept = JSON.stringify(changes)
        edits.reduce((now, change) => {
          const next = change(now)
          deriveVariant(next, 'variant', changes)
          return next
        }, first)
        expect(JSON.stringify(changes)).toBe(kept)
        expect(deriveVariant(first, 'variant', changes)).toEqual(before)
      }),
    )
  })
})

describe('the variants of ResNet-20', async () => {
  const base = await loadPreset('resnet-20')
  if (base === null) throw new Error('There is no preset resnet-20.')
  const countsWith = (...changes: Change[]) => countsOf(deriveVariant(base, 'variant', changes).architecture)

  it('have the counts of the published nets that they are', async () => {
    for (const [preset, change] of [
      ['plain-20', { kind: 'plain-twin' }],
      ['resnet-20-b', { kind: 'shortcut-option', option: 'B' }],
      ['resnet-20-c', { kind: 'shortcut-option', option: 'C' }],
      ['resnet-32', { kind: 'family-depth', n: 5 }],
      ['resnet-44', { kind: 'family-depth', n: 7 }],
      ['resnet-56', { kind: 'family-depth', n: 9 }],
      ['resnet-110', { kind: 'family-depth', n: 18 }],
    ] as const) {
      const published = await loadPreset(preset)
      expect([preset, published && countsWith(change)]).toEqual([preset, published && countsOf(published)])
    }
    const plain110 = await loadPreset('plain-110')
    expect(countsWith({ kind: 'plain-twin' }, { kind: 'family-depth', n: 18 })).toEqual(plain110 && countsOf(plain110))
  })

  it('are He et al. 2016b’s networks with the order of pre-activation: bare stem and projections, BN and ReLU after the last addition', async () => {
    for (const [from, published, parameters] of [
      ['resnet-110', 'pre-resnet-110', 1_727_962],
      ['resnet-164', 'pre-resnet-164', 1_703_258],
      ['resnet-1001', 'pre-resnet-1001', 10_327_706],
    ] as const) {
      const preset = await loadPreset(published)
      const original = (await loadPreset(from)) ?? (preset && inOriginalOrder(preset))
      if (preset === null || original === null) throw new Error(`There is no preset ${published}.`)
      const { architecture, unfollowed } = deriveVariant(original, preset.name, [{ kind: 'pre-activation' }])
      expect(unfollowed).toEqual([])
      expect(architecture).toEqual(preset)
      expect(countsOf(architecture)?.parameters).toBe(parameters)
    }
  })

  it('are pre-activation with the option that another change gives them, whichever was made first', () => {
    const changes: Change[] = [{ kind: 'pre-activation' }, { kind: 'shortcut-option', option: 'B' }]
    const [one, other] = [deriveVariant(base, 'v', changes), deriveVariant(base, 'v', changes.toReversed())]
    expect(one).toEqual(other)
    expect(one.architecture.stages).toMatchObject(Array(3).fill({ shortcut: 'B', projection: 'bare', order: 'pre-activation' }))
  })

  it('are named after what they change, and a later change takes the place of one that decides the same', () => {
    const both = withChange([{ kind: 'plain-twin' }], { kind: 'family-depth', n: 9 })
    expect(variantName('ResNet-20', both)).toBe('ResNet-20, plain twin, n = 9')
    expect(withChange(both, { kind: 'family-depth', n: 18 })).toEqual([{ kind: 'plain-twin' }, { kind: 'family-depth', n: 18 }])
    expect(withChange(both, { kind: 'shortcut-option', option: 'B' })[0]).toEqual({ kind: 'shortcut-option', option: 'B' })
  })

  it('say what cannot follow: n of a net that is no longer of the family, a width beyond what a layer can have', () => {
    const four = insertStage(base, 3)
    const depth = deriveVariant(four, 'variant', [{ kind: 'family-depth', n: 9 }])
    expect(depth.unfollowed).toMatchObject([{ place: 'file', field: 'blocks', change: 'family-depth' }])
    expect(depth.architecture.stages.map(({ blocks }) => blocks)).toEqual([3, 3, 3, 3])
    const wide = deriveVariant(setStage(base, 2, { width: 5000 }), 'variant', [{ kind: 'wide', k: 2 }])
    expect(wide.unfollowed.map(({ message }) => message)).toEqual([
      'Stage 3: width 5,000 × 2 is more than the 8,192 that a layer can have.',
    ])
    expect(wide.architecture.stages.map(({ width }) => width)).toEqual([32, 64, 5000])
  })
})

it('every kind of change offers what its own schema takes, and can be set as its field says', () => {
  for (const kind of changeKinds) {
    const { offered, field, words, form, read } = changeRule(kind)
    expect(offered.length).toBeGreaterThan(0)
    for (const change of offered) {
      expect(variantSchema.safeParse({ base: 'id', changes: [change] }).success).toBe(true)
      expect(words(change)).not.toBe('')
      const typed = [
        form,
        ...form.split(', '),
        ...[2, 4, 8, 3, 5, 7, 9, 18].map((number) => form.replace('NUMBER', String(number))),
      ]
      expect(typed.map(read)).toContainEqual(change)
      if (field?.kind === 'number') expect(field.change(field.value(change))).toEqual(change)
      if (field?.kind === 'choice') expect(field.change(field.value(change))).toEqual(change)
    }
  }
})
