/** The protocol check: every setting in which two recipes differ is named, and none else. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deviations, deviationsText, named, originOf, sameRecipe } from '../../../core/recipe/protocol.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import { recipeRows, recipeWords } from '../../../core/recipe/rows.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import { anyRecipe } from './any-recipe.ts'

function preset(id: string): Recipe {
  const found = recipePresets().find((entry) => entry.id === id)
  if (!found) throw new Error(`no recipe ${id}`)
  return found.recipe
}

const paper = preset('he-2016-cifar')

/** What is left of a recipe when its name, its seed and the divisor of a rate without drops are taken away. */
function plain({ name: _, seed: __, ...recipe }: Recipe): unknown {
  const { learningRate } = recipe
  if (learningRate.kind !== 'steps') return recipe
  return { ...recipe, learningRate: { ...learningRate, divisor: learningRate.after.length > 0 ? learningRate.divisor : 1 } }
}

describe('deviations', () => {
  it('are none if and only if both recipes ask for the same', () => {
    const changedInOne = fc.tuple(anyRecipe, anyRecipe, fc.nat()).map(([one, other, which]) => {
      const keys = Object.keys(one) as (keyof Recipe)[]
      const key = keys[which % keys.length] ?? 'seed'
      return [one, { ...one, [key]: other[key] }] as const
    })
    const equal = anyRecipe.map((one) => [one, { ...structuredClone(one), name: 'other', seed: 3 }] as const)
    fc.assert(
      fc.property(fc.oneof(changedInOne, equal, fc.tuple(anyRecipe, anyRecipe)), ([one, other]) => {
        const same = JSON.stringify(plain(one)) === JSON.stringify(plain(other))
        expect(deviations(one, other).length === 0).toBe(same)
        expect(sameRecipe(other, one)).toBe(same)
      }),
      { numRuns: 500 },
    )
  })

  it('each say two different values', () => {
    fc.assert(
      fc.property(anyRecipe, anyRecipe, (one, other) => {
        for (const { value, published } of deviations(one, other)) expect(value).not.toBe(published)
      }),
    )
  })

  it('of the recipe for 110 layers from the paper’s other one are its warm-up alone (He et al. 2016, section 4.2)', () => {
    const found = deviations(preset('he-2016-cifar-110'), paper)
    expect(found).toEqual([
      {
        name: 'Warm-up',
        value: '0.01 until the training error is below 0.8',
        published: 'none',
        matters: true,
      },
    ])
    expect(deviationsText(found)).toBe('1 deviation')
  })

  it('count only what can change what is learned', () => {
    const kept = deviations({ ...paper, telemetryEvery: 0, activationCheckpointing: { kind: 'block' } }, paper)
    expect(kept.map(({ name }) => name)).toEqual(['Activation checkpointing', 'Measured inside'])
    expect(deviationsText(kept)).toBe('as published')
  })

  it('do not mind the order of drops', () => {
    expect(
      sameRecipe(
        { ...paper, learningRate: { ...paper.learningRate, kind: 'steps', initial: 0.1, divisor: 10, after: [48_000, 32_000] } },
        paper,
      ),
    ).toBe(true)
  })
})

describe('a recipe’s name', () => {
  it('is that of the one it began from while it asks for the same, else says once that it was changed', () => {
    expect(named({ ...paper, seed: 9 } as Recipe, paper)).toEqual({ name: 'he-2016-cifar', basedOn: null })
    const names = { name: 'he-2016-cifar, changed', basedOn: 'he-2016-cifar' }
    const changed = { ...paper, batchSize: 64 }
    expect(named(changed, paper)).toEqual(names)
    expect(named({ ...changed, batchSize: 32 }, { ...changed, ...names })).toEqual(names)
    expect(originOf({ ...changed, ...names })).toBe('he-2016-cifar')
  })

  it('may end in words that say nothing: what it was changed from is a fact of its own', () => {
    const mine = { ...paper, name: 'mine, changed' }
    expect(originOf(mine)).toBe('mine, changed')
    expect(named({ ...mine, batchSize: 64 }, mine)).toEqual({ name: 'mine, changed, changed', basedOn: 'mine, changed' })
  })
})

describe('the settings', () => {
  it('say that a batch is the micro-batch where a step has several', () => {
    const batch = (accumulation: number) => recipeWords({ ...paper, accumulation }).find(({ name }) => name === 'Batch')?.value
    expect([batch(1), batch(4)]).toEqual(['128', 'micro-batch of 128'])
  })

  it('are typed in fields that no other setting has', () => {
    const fields = recipeRows.flatMap((row) => row.fields)
    expect(new Set(fields).size).toBe(fields.length)
  })
})
