/** `variants`: those that follow a design, what of each cannot follow, and new ones. */
import { randomUUID } from 'node:crypto'
import type { LabClient } from '../api/contract.ts'
import type { Architecture } from '../architecture/architecture.ts'
import { countsOf } from '../architecture/counts.ts'
import { changeKinds, changeRule, deriveVariant, variantName, type Change, type Variant } from '../architecture/variants.ts'
import type { Design } from '../store/designs.ts'
import { freeNameAmong } from '../text/names.ts'
import { visibleText } from '../text/visible-text.ts'
import { ask, snapshot } from './lab-client.ts'
import { presetOrFile, savedNamed } from './networks.ts'
import { count, table } from './text.ts'
import { nearestNames } from '../text/near.ts'
import { UsageError } from './usage.ts'

/** A change as it was typed: `plain-twin`, `option=B`, `n=9`, `wide=2`. Throws a UsageError for what is none. */
export function readChange(text: string): Change {
  for (const kind of changeKinds) {
    const change = changeRule(kind).read(text)
    if (change !== null) return change
  }
  throw new UsageError(`"${text}" is no variant. There are ${changeKinds.map((kind) => changeRule(kind).form).join(', ')}.`)
}

/**
 * Lists the variants of a saved design, with \`json\` one a line; with \`make\` it first makes one for each change. A preset or file is then saved as a
 * design of its own, which they follow.
 */
export async function showVariants(
  client: LabClient,
  named: string,
  make: readonly string[],
  json: boolean,
  print: (line: string) => void,
): Promise<void> {
  const changes = make.map(readChange)
  const base = await baseNamed(client, named, changes.length > 0)
  for (const change of changes) await makeVariant(client, base, [change])
  const designs = await snapshot(client, 'designs', {})
  const now = designs.find(({ id }) => id === base.id)?.architecture ?? base.architecture
  const variants = designs.flatMap((design) => (design.variant?.base === base.id ? [{ design, variant: design.variant }] : []))
  if (json) {
    for (const { design, variant } of variants) print(JSON.stringify(asData(now, design, variant)))
    return
  }
  if (variants.length === 0) {
    print(`Nothing follows ${visibleText(now.name)}. --make plain-twin n=9 makes variants.`)
    return
  }
  print(`${visibleText(now.name)} (${base.id}) is followed by`)
  print(
    table(
      ['variant', 'change', 'parameters', 'MACs', 'layers'],
      variants.map(({ design, variant }) => rowOf(design, variant)),
      [2, 3, 4],
    ),
  )
  for (const { design, variant } of variants) {
    for (const { message } of deriveVariant(now, design.architecture.name, variant.changes).unfollowed) {
      print(`${visibleText(design.architecture.name)}: ${visibleText(message)}`)
    }
  }
}

interface Base {
  readonly id: string
  readonly architecture: Architecture
}

async function baseNamed(client: LabClient, named: string, toMake: boolean): Promise<Base> {
  const saved = await snapshot(client, 'designs', {})
  const only = savedNamed(saved, named)
  if (only?.variant) throw new UsageError(`${named} is a variant itself, of ${only.variant.baseName ?? 'a design that is gone'}.`)
  if (only) return only
  const network = toMake ? await presetOrFile(named) : null
  if (network?.ok) return saveCopy(client, saved, network.architecture)
  if (network) throw new UsageError(`${named} cannot be read: ${network.problems[0]?.message ?? ''}`)
  const names = saved.map(({ architecture }) => architecture.name)
  const near = nearestNames(named, names)
  const hint = near.length > 0 ? ` Did you mean ${near.join(', ')}?` : ' With --make, a preset or file is saved as one.'
  throw new UsageError(`There is no design named "${named}" in the library.${hint}`)
}

async function saveCopy(client: LabClient, saved: readonly Design[], from: Architecture): Promise<Base> {
  const name = freeNameAmong(
    saved.map(({ architecture }) => architecture.name),
    from.name,
  )
  const base = { id: randomUUID(), architecture: { ...from, name } }
  await ask(client, 'designs.save', { ...base, basedOn: [], variant: null })
  return base
}

async function makeVariant(client: LabClient, base: Base, changes: Change[]): Promise<void> {
  const taken = (await snapshot(client, 'designs', {})).map(({ architecture }) => architecture.name)
  const name = freeNameAmong(taken, variantName(base.architecture.name, changes))
  const { architecture } = deriveVariant(base.architecture, name, changes)
  await ask(client, 'designs.save', { id: randomUUID(), architecture, basedOn: [], variant: { base: base.id, changes } })
}

function rowOf({ architecture }: Design, { changes }: Variant): string[] {
  const counts = countsOf(architecture)
  const figures = counts ? [counts.parameters, counts.macs, counts.depth].map(count) : ['–', '–', '–']
  return [architecture.name, changes.map((change) => changeRule(change.kind).words(change)).join(', '), ...figures]
}

function asData(base: Architecture, { id, architecture }: Design, { changes }: Variant): object {
  const { unfollowed } = deriveVariant(base, architecture.name, changes)
  return { id, name: architecture.name, changes, counts: countsOf(architecture), unfollowed }
}
