/** The undo history of a variant: its own steps stay, and what its base has become is in all of them. */
import { expect, test } from 'vitest'
import { setStage } from '../../../core/architecture/edit.ts'
import { beginHistory, following, goTo, record } from '../../../core/architecture/history.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { deriveVariant, type Change } from '../../../core/architecture/variants.ts'

test('what the base becomes is in every step of a variant, and in none that was cut loose', async () => {
  const base = await loadPreset('resnet-20')
  if (base === null) throw new Error('There is no preset resnet-20.')
  const deep = (n: number): Change[] => [{ kind: 'family-depth', n }]
  const made = (n: number) => deriveVariant(base, `n = ${n}`, deep(n)).architecture
  let history = beginHistory(made(5), 'Made', 0, { base: 'base', changes: deep(5) })
  history = record(history, made(9), 'n = 5 → n = 9', 1, { base: 'base', changes: deep(9) })
  history = record(history, made(9), 'Cut loose', 2)
  const now = following(history, setStage(base, 0, { width: 24 }))
  expect(
    now.steps.map(({ architecture: { name, stages }, variant }) => [name, stages[0]?.blocks, stages[0]?.width, variant?.base]),
  ).toEqual([
    ['n = 5', 5, 24, 'base'],
    ['n = 9', 9, 24, 'base'],
    ['n = 9', 9, 16, undefined],
  ])
  expect(goTo(now, 0).steps[0]?.variant?.changes).toEqual(deep(5))
})
