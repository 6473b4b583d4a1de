/** What `study new`, `plan` and `branch` begin with: a template, a file, networks of one's own, or another study with changes. */
import { existsSync, readFileSync } from 'node:fs'
import type { LabClient } from '../api/contract.ts'
import type { DatasetId } from '../datasets/dataset.ts'
import type { DeviceChoice } from '../recipe/device.ts'
import { changedStudy } from '../study/changed-study.ts'
import type { Comparison } from '../study/compared.ts'
import type { Measure } from '../study/measures.ts'
import type { Scale } from '../study/scales.ts'
import { readStudy } from '../study/study-file.ts'
import type { Pair, Study } from '../study/study.ts'
import { readVaried } from '../sweep/vary.ts'
import { nameWith } from '../text/names.ts'
import { findStudy } from './find-study.ts'
import { ask, snapshot } from './lab-client.ts'
import { givenOptions, recipeFrom } from './recipe-options.ts'
import { fit, trainable } from './train.ts'
import { UsageError } from './usage.ts'

export interface StudyOptions {
  /** False with --no-augment. */
  augment: boolean
  scale: Scale
  data: DatasetId
  device: DeviceChoice
  name?: string
  seeds?: number[]
  /** Of a study of one's own. */
  recipe?: string[]
  vary?: string[]
  method: 'grid' | 'random'
  draws: number
  drawSeed: number
  /** A fraction. */
  reach?: number
  /** What a study of one's own compares. */
  compare?: Comparison
  by?: Measure[]
  pair?: Pair[]
  /** Those of a recipe. */
  [option: string]: unknown
}

export interface MakeContext {
  readonly client: LabClient
  note(line: string): void
}

/** `named`: one template or one file of a study; else networks. Throws a UsageError for what cannot be made. */
export async function studyFrom(named: readonly string[], options: StudyOptions, context: MakeContext): Promise<Study> {
  const { client } = context
  const [only = ''] = named
  const file = named.length === 1 ? readStudyFile(only) : null
  if (file !== null) return changed(file, options, client)
  const isOwn = named.length > 1 || options.vary !== undefined || options.recipe !== undefined
  const templates = isOwn ? [] : await ask(client, 'studies.templates', {})
  if (isOwn || !templates.some(({ id }) => id === only)) return composed(named, options, context)
  const { scale, data, device, seeds } = options
  return changed(
    await ask(client, 'studies.make', { template: only, scale, dataset: data, device, seeds, precision: null }),
    options,
    client,
  )
}

export interface BranchOptions extends StudyOptions {
  without?: string[]
}

/** A study of the library with changes. */
export async function branchFrom(named: string, options: BranchOptions, { client }: MakeContext): Promise<Study> {
  const { id } = await findStudy(client, named)
  const { name, seeds, reach, without = [] } = options
  const branch = await ask(client, 'studies.branch', { id, changes: { name, seeds, reach, without, precision: null } })
  return changed(branch, { ...options, name: branch.name }, client)
}

/** Throws a UsageError for one that cannot be read; null where the name is none of a file. */
export function readStudyFile(path: string): Study | null {
  if (!path.endsWith('.json') || !existsSync(path)) return null
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    const isStudy =
      typeof content === 'object' && content !== null && 'format' in content && content.format === 'stagecraft-study'
    if (!isStudy) return null
    const read = readStudy(content)
    if (read.ok) return read.value
    throw new UsageError(`${path} cannot be taken. ${read.reason} Mend it there, or write it anew with study show --plan.`)
  } catch (thrown) {
    if (thrown instanceof SyntaxError)
      throw new UsageError(`${path} is no JSON: ${thrown.message}. Write it anew with study show --plan.`)
    throw thrown
  }
}

async function composed(named: readonly string[], options: StudyOptions, { client, note }: MakeContext): Promise<Study> {
  const { data, device, seeds = [1], recipe: names, vary = [], method, draws, drawSeed, reach = null } = options
  const images = await imagesOf(client, data)
  const networks = await Promise.all(named.map(trainable))
  const fields = vary.map((text) => {
    const read = readVaried(text)
    if (!read.ok) throw new UsageError(`--vary ${text}: ${read.reason}.`)
    return read.varied
  })
  const recipes = (names ?? [undefined]).map((recipe) => recipeFrom({ ...options, recipe }, data, images))
  const designs = networks.map(({ architecture }) =>
    fit(architecture, { ...images, classes: images.classes.length }, images.name, note),
  )
  const told = [designs.map((design) => design.name).join(', '), ...fields.map(({ field }) => field)].join(', ')
  return ask(client, 'studies.compose', {
    name: options.name ?? nameWith('', `Study of ${told}`),
    question: questionOf(
      designs.map((design) => design.name),
      fields.map(({ field }) => field),
    ),
    designs,
    recipes,
    fields,
    method,
    draws,
    drawSeed,
    dataset: data,
    device,
    seeds,
    reach,
    compare: options.compare ?? 'first',
    by: options.by ?? ['error'],
    pairs: options.pair ?? null,
    reuse: true,
  })
}

function questionOf(designs: readonly string[], fields: readonly string[]): string {
  const named = designs.join(', ')
  if (fields.length > 0) return `What difference does ${fields.join(', ')} make to ${named}?`
  return designs.length > 1 ? `How do ${named} differ?` : `How far do seeds set ${named} apart?`
}

/** With what the options change of it. Its pairs are its own. */
async function changed(study: Study, options: StudyOptions, client: LabClient): Promise<Study> {
  if (options.compare !== undefined || options.by !== undefined || options.pair !== undefined)
    throw new UsageError(
      `${study.name} says itself what it compares: --compare, --by and --pair are of a study of one’s own. Change the pairs in its file instead.`,
    )
  const given = givenOptions({ ...options, recipe: undefined })
  const made = changedStudy(study, { ...options, given }, await imagesOf(client, study.dataset))
  if (!made.ok) throw new UsageError(made.reason)
  return made.study
}

async function imagesOf(client: LabClient, data: DatasetId) {
  const dataset = (await snapshot(client, 'datasets', {})).find(({ id }) => id === data)
  if (dataset === undefined) throw new UsageError(`The lab knows no data set named ${data}.`)
  return dataset
}
