/** The command of a run, taken back by a shell and by the command line's own parser: it must make the same run. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { fitDataset } from '../../../core/architecture/fit-dataset.ts'
import { writeArchitecture } from '../../../core/architecture/file-format.ts'
import { runCommand } from '../../../core/api/run-command.ts'
import { runCommands } from '../../../core/cli/commands/runs.ts'
import { trainingCommands } from '../../../core/cli/commands/training.ts'
import type { BranchOptions } from '../../../core/cli/controls.ts'
import { changedRecipe, recipeFrom } from '../../../core/cli/recipe-options.ts'
import { trainable, type TrainOptions } from '../../../core/cli/train.ts'
import { recipePresets } from '../../../core/recipe/presets.ts'
import { named } from '../../../core/recipe/protocol.ts'
import type { Recipe } from '../../../core/recipe/recipe.ts'
import type { RunOrigin } from '../../../core/store/origin.ts'
import type { RunRecord } from '../../../core/store/run.ts'
import { nameSchema } from '../../../core/text/names.ts'
import { anyRecipe, cifarImages } from '../recipe/any-recipe.ts'
import { preset, recipePreset, runRecord } from '../renderer-runs/samples.ts'

const images = { ...cifarImages, height: 32, width: 32, channels: 3, classes: 10 }
const presets = ['resnet-20', 'plain-20', 'resnet-18'].map((id) => ({ id, architecture: preset(id) }))
const recipes = recipePresets()
const paper = recipePreset('he-2016-cifar').recipe

const commandOf = (record: RunRecord, parent: RunRecord | null = null): string => {
  const line = runCommand({
    record,
    recordOf: () => parent,
    presets,
    recipes,
    images,
    library: "--library '/data/my runs'",
    windows: false,
  })
  if (!line.ok) throw new Error(line.reason)
  return line.text
}

/** What a shell hands over for each `npm run lab -- …`: the words behind the dashes. */
function typed(commands: readonly string[]): string[][] {
  const tell = `${JSON.stringify(process.execPath)} -e 'console.log(JSON.stringify(process.argv.slice(4)))' -- "$@"`
  const script = [`npm() { ${tell}; }`, ...commands].join('\n')
  const out = execFileSync('sh', ['-c', script], { encoding: 'utf8' })
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as string[])
}

interface Made {
  readonly architecture: Architecture
  readonly recipe: Recipe
  readonly name: string | undefined
  readonly data: string
  readonly device: RunRecord['device']
  readonly library: string | undefined
}

/** What the real commands make of the words, up to where they would ask the lab. */
async function parsed(words: readonly string[], parent: RunRecord | null = null): Promise<Made> {
  const program = new Command().exitOverride()
  trainingCommands(program)
  runCommands(program)
  let made: Promise<Made> | null = null
  const of = (name: string): Command => {
    const command = program.commands.find((one) => one.name() === name)
    if (!command) throw new Error(`There is no ${name}`)
    return command
  }
  of('train').action((nets: string[], options: TrainOptions & { library?: string }) => {
    made = trainable(nets[0] ?? '').then(({ architecture }) => ({
      architecture: fitDataset(architecture, images),
      recipe: recipeFrom(options, options.data, images),
      name: options.name,
      data: options.data,
      device: options.device,
      library: options.library,
    }))
  })
  of('branch').action((id: string, options: BranchOptions & { library?: string }) => {
    if (parent?.id !== id) throw new Error(`${id} is not the parent`)
    const { architecture, dataset, device } = parent
    const recipe = changedRecipe(parent.recipe, options, images)
    made = Promise.resolve({ architecture, recipe, name: options.name, data: dataset, device, library: options.library })
  })
  await program.parseAsync(words, { from: 'user' })
  if (made === null) throw new Error('nothing was asked for')
  return made
}

/** As the lab keeps a recipe that was asked for. */
const asKept = (wanted: Recipe): Recipe => ({ ...wanted, ...named(wanted, paper) })

test('any recipe, name and device come back as they were kept, through a shell and the parser', async () => {
  const any = fc.record({
    recipe: anyRecipe.map(asKept),
    name: fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }).map((text) => nameSchema.parse(text)),
    device: fc.constantFrom<RunRecord['device']>({ kind: 'auto' }, { kind: 'cpu' }, { kind: 'gpu', gpus: [0, 2] }),
  })
  const runs = fc.sample(any, 60).map((changes) => runRecord(changes))
  const words = typed(runs.map((run) => commandOf(run)))
  expect(words).toHaveLength(runs.length)
  for (const [index, run] of runs.entries()) {
    const made = await parsed(words[index] ?? [])
    const { architecture, recipe, name, device, dataset } = run
    expect(made).toEqual({ architecture, recipe, name, device, data: dataset, library: '/data/my runs' })
  }
})

test('a preset for other images is said by its name, since the command line fits it itself', () => {
  const text = commandOf(runRecord({ architecture: fitDataset(preset('resnet-18'), images) }))
  expect(text).toContain('lab -- train resnet-18 --data cifar10 ')
})

test('what is no preset and no recipe with options is written into files first, and comes back from them', async () => {
  const architecture = { ...preset('resnet-20'), name: "Ann's net; rm -rf" }
  const recipe = { ...paper, name: 'of another life', basedOn: null }
  const record = runRecord({ architecture, recipe, name: "it's $HOME" })
  const [show = [], train = []] = typed([commandOf(record)])
  expect(show).toEqual([
    'show',
    'one',
    '--design',
    './ann-s-net-rm-rf.stagecraft',
    '--recipe',
    './of-another-life.json',
    '--library',
    '/data/my runs',
  ])
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-command-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, show[3] ?? ''), writeArchitecture(architecture))
  writeFileSync(join(folder, show[5] ?? ''), JSON.stringify(recipe))
  const there = train.map((word) => (word.startsWith('./') ? join(folder, word) : word))
  expect(await parsed(there)).toMatchObject({ architecture, recipe, name: "it's $HOME" })
})

test('a branch is made of its parent again; without it that is said', async () => {
  const parent = runRecord({ id: 'parent' })
  const changed: Recipe = { ...paper, batchSize: 64, seed: 7 }
  const record = runRecord({
    name: 'branch & more',
    recipe: { ...changed, ...named(changed, paper) },
    origin: { run: 'parent', name: 'parent', step: 400 },
  })
  const [words = []] = typed([commandOf(record, parent)])
  expect(words.slice(0, 4)).toEqual(['branch', 'parent', '--step', '400'])
  expect(await parsed(words, parent)).toMatchObject({ recipe: record.recipe, name: 'branch & more' })
  expect(runCommand({ record, recordOf: () => null, presets, recipes, images, library: '', windows: false })).toMatchObject({
    ok: false,
  })
})

test('imported weights are named by their file and what they are of', () => {
  const origin = {
    file: 'my weights.onnx',
    format: 'onnx',
    sha256: '0'.repeat(64),
    network: 'resnet-20',
    importedAt: 1,
    anew: [],
  } satisfies RunOrigin
  expect(commandOf(runRecord({ origin }))).toContain("import 'my weights.onnx' --as resnet-20 --data cifar10 ")
})
