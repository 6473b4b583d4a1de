/** Networks as the command line names them: a preset, or a file. */
import { readFileSync, statSync } from 'node:fs'
import type { Architecture } from '../architecture/architecture.ts'
import type { Problem } from '../architecture/problem.ts'
import { readArchitecture, refuseSize } from '../architecture/file-format.ts'
import { largestFileBytes } from '../architecture/limits.ts'
import { loadPreset, presetNames } from '../architecture/presets.ts'
import { nearestNames, UsageError } from './usage.ts'

/** `title`: the preset's id, which scripts know, or the name that a file gives. */
export type NamedNetwork =
  { ok: true; title: string; architecture: Architecture } | { ok: false; title: string; problems: readonly Problem[] }

/** Throws a UsageError with the nearest names when there is neither a preset nor a file of this name. */
export async function findNetwork(name: string): Promise<NamedNetwork> {
  const preset = await loadPreset(name)
  if (preset) return { ok: true, title: name, architecture: preset }
  const file = statSync(name, { throwIfNoEntry: false })
  if (file?.isFile()) {
    const read = file.size > largestFileBytes ? refuseSize(file.size) : readArchitecture(readFileSync(name, 'utf8'))
    return read.ok ? { ...read, title: read.architecture.name } : { ...read, title: name }
  }
  const near = nearestNames(name, await presetNames())
  const hint =
    near.length > 0 ? `Did you mean ${near.join(', ')}?` : 'Presets are named like resnet-20, plain-56, resnet-50-v1, vgg-16.'
  throw new UsageError(`There is no preset and no file named "${name}". ${hint}`)
}
