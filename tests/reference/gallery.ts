/** Counts of the gallery's networks against the PyTorch modules of the package `gallery`, which know nothing of Stagecraft. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { Architecture } from '../../core/architecture/architecture.ts'
import { countsOf } from '../../core/architecture/counts.ts'
import { loadPreset, presetNames } from '../../core/architecture/presets.ts'
import { Failure } from '../../core/files/failure.ts'
import { smallDesigns } from './small-designs.ts'
import { withoutLibraries } from './python.ts'

const countsSchema = z.record(z.string(), z.object({ size: z.number(), parameters: z.number(), macs: z.number() }))
export type GalleryCounts = z.infer<typeof countsSchema>

/** Parameters and multiply-accumulates of all networks of the package, by the names of their presets. */
export function countsInPyTorch(python: string): GalleryCounts {
  const { status, stdout } = spawnSync(python, ['-B', '-m', 'gallery.counts'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: withoutLibraries(),
  })
  if (status === 0) return countsSchema.parse(JSON.parse(stdout))
  throw new Failure(
    'gallery-uncounted',
    'PyTorch could not count the networks of the gallery (its messages are above).',
    'Run it alone: python -m gallery.counts in tests/reference.',
  )
}

/** Where a preset's counts are others than PyTorch's, in words; nothing when all agree. */
export async function countDifferences(expected: GalleryCounts): Promise<string[]> {
  const names = await countedNames()
  const found = await Promise.all(names.map((name) => differenceOf(name, expected[name])))
  const missing = Object.keys(expected).filter((name) => !names.includes(name))
  return [...found.flat(), ...missing.map((name) => `${name}: not counted here`)]
}

/** The gallery's, and small ones of the kinds that it lacks. */
export async function countedNames(): Promise<string[]> {
  return [...(await presetNames()), ...Object.keys(smallDesigns)]
}

export async function countedDesign(name: string): Promise<Architecture | null> {
  const small = await smallDesigns[name]?.()
  return small?.architecture ?? loadPreset(name)
}

async function differenceOf(name: string, expected: GalleryCounts[string] | undefined): Promise<string[]> {
  if (expected === undefined) return [`${name}: not among PyTorch's networks`]
  const architecture = await countedDesign(name)
  const counts = architecture && countsOf(architecture)
  if (counts === null) return [`${name}: cannot be lowered`]
  const { parameters, macs } = counts
  if (parameters === expected.parameters && macs === expected.macs) return []
  return [`${name}: ${parameters} parameters, ${macs} MACs here, ${expected.parameters} and ${expected.macs} in PyTorch`]
}
