/** The command that a sweep is copied as, taken apart by a real shell and read by the command line's own options: the same sweep. */
import { execFileSync } from 'node:child_process'
import { Command } from 'commander'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sweepCommand } from '../../../core/api/sweep-command.ts'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { newSweepCommand } from '../../../core/cli/commands/sweeps.ts'
import { planOf, type NewSweepOptions } from '../../../core/cli/sweep-plan.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import { methods, sweepPlanSchema, type SweepPlan, type WrittenSweepPlan } from '../../../core/sweep/plan.ts'
import { anyRecipe } from '../recipe/any-recipe.ts'

const images = { trainCount: 50_000, height: 32, width: 32, channels: 3, classes: 10 }
const recipes = recipePresets()
const preset = await loadPreset('resnet-20')
const [first] = recipes
if (!preset || !first) throw new Error('no preset, no recipe')
const presets = [{ id: 'resnet-20', architecture: preset }]
const architecture = fitDataset(preset, images)

const copied = (plan: SweepPlan) => sweepCommand({ plan, presets, recipes, images, library: '', windows: false })
const written: WrittenSweepPlan = {
  format: 'stagecraft-sweep',
  version: 1,
  name: 'rates',
  architecture,
  dataset: 'cifar10',
  recipe: first.recipe,
  fields: [{ field: 'lr', range: { kind: 'number', from: 0.01, to: 1, log: true, points: 3 } }],
  method: 'tpe',
  trials: 20,
  seeds: [1],
}

/** What the command line makes of a copied command. */
function made(text: string): SweepPlan {
  const words = execFileSync(
    'sh',
    ['-c', `for word in ${text.replace('npm run lab -- ', '')}; do printf '%s\\0' "$word"; done`],
    {
      encoding: 'utf8',
    },
  ).split('\0')
  const program = new Command()
  let plan: SweepPlan | null = null
  newSweepCommand(program.command('sweep')).action((net: string, options: NewSweepOptions) => {
    expect(net).toBe('resnet-20')
    plan = planOf({ title: 'ResNet-20', architecture }, options, images)
  })
  program.parse(words.slice(0, -1), { from: 'user' })
  if (plan === null) throw new Error('nothing was begun')
  return plan
}

/** Each trial is trained with each seed of the sweep, so the recipe's own says nothing. */
const seedless = ({ recipe: { seed: _, ...recipe }, ...plan }: SweepPlan) => ({ ...plan, recipe })

test('says what is varied, and only what is not as usual', () => {
  expect(copied(sweepPlanSchema.parse(written))).toEqual({
    ok: true,
    text: `npm run lab -- sweep new resnet-20 --data cifar10 --recipe ${first.id} --vary 'lr=0.01..1 log' --method tpe --trials 20 --seeds 1 --name rates`,
  })
  const pruned = copied(sweepPlanSchema.parse({ ...written, pruning: { kind: 'median', from: 0.5 }, timeMs: 5_400_000 }))
  expect(pruned.ok && pruned.text).toContain(' --seeds 1 --prune median --prune-from 0.5 --hours 1.5 ')
})

const share = fc.integer({ min: 1, max: 50 }).map((percent) => percent / 100)
const range = fc.oneof(
  fc
    .tuple(
      fc.double({ min: 1e-6, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 9, noNaN: true }),
      fc.boolean(),
      fc.integer({ min: 2, max: 9 }),
    )
    .map(([from, to, log, points]) => ({ kind: 'number' as const, from, to, log, points })),
  fc.constantFrom(
    { kind: 'choice' as const, values: [64, 128] },
    { kind: 'choice' as const, values: ['100,150', 150] },
    { kind: 'choice' as const, values: ['A', 'B'] },
  ),
)
const anyPlan = fc.record({
  name: fc.constantFrom('rates', "the night's sweep", 'lr "wide"', '$HOME `ls`'),
  recipe: fc.oneof(fc.constantFrom(...recipes.map(({ recipe }) => recipe)), anyRecipe),
  fields: fc.array(fc.record({ field: fc.constantFrom('lr', 'batch', 'stage2.width', 'drops'), range }), {
    minLength: 1,
    maxLength: 4,
  }),
  method: fc.constantFrom(...methods),
  trials: fc.integer({ min: 1, max: 10_000 }),
  seeds: fc.uniqueArray(fc.integer({ min: 0, max: 2_147_483_647 }), { minLength: 1, maxLength: 5 }),
  seed: fc.integer({ min: 0, max: 99 }),
  pruning: fc.oneof(
    fc.constant({ kind: 'none' as const }),
    fc.record({ kind: fc.constant('median' as const), others: fc.integer({ min: 1, max: 9 }), from: share }),
    fc.record({ kind: fc.constant('halving' as const), factor: fc.integer({ min: 2, max: 10 }), from: share }),
  ),
  timeMs: fc.option(fc.integer({ min: 1, max: 200 }).map((quarters) => quarters * 900_000)),
  reuse: fc.boolean(),
  device: fc.constantFrom({ kind: 'auto' as const }, { kind: 'cpu' as const }, { kind: 'gpu' as const, gpus: [0, 1] }),
})

test('a copied sweep is begun as the same sweep', () => {
  let said = 0
  fc.assert(
    fc.property(anyPlan, (changes) => {
      const plan = sweepPlanSchema.parse({ ...written, ...changes })
      const line = copied(plan)
      // A recipe that has no name of its own may differ by more than options say.
      if (!line.ok) return
      said += 1
      expect(seedless(made(line.text))).toEqual(seedless(plan))
    }),
    { numRuns: 40 },
  )
  expect(said).toBeGreaterThan(10)
})

test('gives the reason where it has no words: an own design', () => {
  const own = { ...architecture, name: 'mine', stages: architecture.stages.slice(0, 2) }
  expect(copied(sweepPlanSchema.parse({ ...written, architecture: own }))).toMatchObject({
    ok: false,
    reason: expect.stringContaining('mine is no preset') as string,
  })
})

test('settings of another rule of pruning are refused, and said which belong to it', () => {
  const line = copied(sweepPlanSchema.parse(written))
  if (!line.ok) throw new Error(line.reason)
  expect(() => made(`${line.text} --prune median --prune-factor 3`)).toThrow('halving takes --prune-factor')
  expect(() => made(`${line.text} --prune halving --prune-from 0.9`)).toThrow('at most 0.5')
})
