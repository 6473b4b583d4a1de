/** Means, intervals and tests beside SciPy's. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../core/files/failure.ts'
import { holm } from '../../core/statistics/holm.ts'
import { sampleOf } from '../../core/statistics/sample.ts'
import { welch } from '../../core/statistics/welch.ts'
import { withoutLibraries } from './python.ts'

interface SciPyFigures {
  readonly scipy: string
  readonly samples: readonly Readonly<Record<string, number>>[]
  readonly tests: readonly Readonly<Record<string, number>>[]
  readonly holm: readonly number[]
}

/** Two to 40 values around 5 to 90 %, near to each other and far apart: a sample's rule is its number. */
const samples = Array.from({ length: 60 }, (_, index) =>
  Array.from(
    { length: 2 + ((index * 7) % 39) },
    (_, place) =>
      5 + ((index * 37) % 85) / (1 + (index % 3) * 30) + (Math.sin(index * 100 + place * 12.9898) * (1 + (index % 5))) / 4,
  ),
)

/** Runs SciPy, and gives where our figures are not its own. Throws a Failure when it did not run. */
export function statisticsDifferences(python: string): { readonly scipy: string; readonly found: string[] } {
  const { scipy, ...theirs } = figuresInSciPy(python)
  const ours = samples.map(sampleOf)
  const tests = ours.slice(1).map((other, index) => {
    const one = ours[index]
    return one && other ? welch(one, other) : null
  })
  const found = [
    ...theirs.samples.flatMap((figures, index) => apart(`sample ${index}`, { ...ours[index] }, figures)),
    ...theirs.tests.flatMap((figures, index) => apart(`test ${index}`, { ...tests[index] }, figures)),
    ...apart(
      'Holm',
      Object.fromEntries(holm(tests.map((test) => test?.p ?? NaN)).entries()),
      Object.fromEntries(theirs.holm.entries()),
    ),
  ]
  return { scipy, found }
}

function apart(what: string, ours: Readonly<Record<string, unknown>>, theirs: Readonly<Record<string, number>>): string[] {
  return Object.entries(theirs).flatMap(([name, their]) => {
    const our = ours[name]
    const isNear = typeof our === 'number' && Math.abs(our - their) <= 1e-10 * Math.abs(their)
    return isNear ? [] : [`${what}, ${name}: ${String(our)} here, ${their} in SciPy`]
  })
}

function figuresInSciPy(python: string): SciPyFigures {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-statistics-'))
  try {
    writeFileSync(join(folder, 'request.json'), JSON.stringify(samples))
    const script = fileURLToPath(new URL('./scipy_figures.py', import.meta.url))
    const result = spawnSync(python, [script, folder], { stdio: ['ignore', 'inherit', 'inherit'], env: withoutLibraries() })
    if (result.status !== 0) throw new Failure('scipy-failed', 'SciPy gave no figures (its messages are above).', 'Run it again.')
    return JSON.parse(readFileSync(join(folder, 'figures.json'), 'utf8')) as SciPyFigures
  } finally {
    rmSync(folder, { recursive: true })
  }
}
