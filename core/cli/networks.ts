/** Networks as the command line names them: a preset, a file, or a design of the library. */
import { readFileSync, statSync } from 'node:fs'
import type { Architecture } from '../architecture/architecture.ts'
import type { Problem } from '../architecture/problem.ts'
import { readArchitecture, refuseSize } from '../architecture/file-format.ts'
import { largestFileBytes } from '../architecture/limits.ts'
import { loadPreset, presetNames } from '../architecture/presets.ts'
import type { Design } from '../store/designs.ts'
import { comparable } from '../text/names.ts'
import { snapshot, withLab } from './lab-client.ts'
import { nearestNames } from '../text/near.ts'
import { UsageError } from './usage.ts'

/** `title`: the preset's id, which scripts know, or the name that a file gives. */
export type NamedNetwork =
  { ok: true; title: string; architecture: Architecture } | { ok: false; title: string; problems: readonly Problem[] }

/** Throws a UsageError with the nearest names when there is neither a preset nor a file of this name. */
export async function findNetwork(name: string): Promise<NamedNetwork> {
  const found = await presetOrFile(name)
  if (found) return found
  throw new UsageError(`There is no preset and no file named "${name}". ${await hintFor(name)}`)
}

/**
 * A design of the library is meant too, by its name or id; where there are a preset or file of that name, those. Throws a UsageError when there
 * is none, or when several designs have the name.
 */
export async function findDesign(name: string, library: string): Promise<NamedNetwork> {
  const found = await presetOrFile(name)
  if (found) return found
  const saved = await withLab(library, (client) => snapshot(client, 'designs', {}))
  const only = savedNamed(saved, name)
  if (only) return { ok: true, title: only.architecture.name, architecture: only.architecture }
  const names = saved.map(({ architecture }) => architecture.name)
  throw new UsageError(`There is no preset, no file and no design of the library named "${name}". ${await hintFor(name, names)}`)
}

/** The saved design of that id or name. Throws a UsageError when several have the name. */
export function savedNamed(saved: readonly Design[], name: string): Design | null {
  const [only, ...others] = saved.filter(
    ({ id, architecture }) => id === name || comparable(architecture.name) === comparable(name),
  )
  if (only === undefined || others.length === 0) return only ?? null
  const ids = [only, ...others].map(({ id }) => id)
  throw new UsageError(`${ids.length} designs are named ${name}. Give the id of one: ${ids.join(', ')}.`)
}

/** Null where there is neither a preset nor a file of this name. */
export async function presetOrFile(name: string): Promise<NamedNetwork | null> {
  const preset = await loadPreset(name)
  if (preset) return { ok: true, title: name, architecture: preset }
  const file = statSync(name, { throwIfNoEntry: false })
  if (file?.isFile()) {
    const read = file.size > largestFileBytes ? refuseSize(file.size) : readArchitecture(readFileSync(name, 'utf8'))
    return read.ok ? { ...read, title: read.architecture.name } : { ...read, title: name }
  }
  return null
}

async function hintFor(name: string, more: readonly string[] = []): Promise<string> {
  const near = nearestNames(name, [...(await presetNames()), ...more])
  return near.length > 0
    ? `Did you mean ${near.join(', ')}?`
    : 'Presets are named like resnet-20, plain-56, resnet-50-v1, vgg-16; `lab networks` lists them.'
}
