/** A study that has ended, in a library of runs that nobody trained. */
import { openLibrary } from '../../../core/store/library.ts'
import { cellsOf } from '../../../core/study/cells.ts'
import type { Study } from '../../../core/study/study.ts'
import { preset, recipePreset } from '../../unit/renderer-runs/samples.ts'
import { makeRuns } from './made-runs.ts'

const id = '20261120-0900-degradation-short-0001'

/** Mean test errors as the mock of the design has them. */
const ends = { 'plain-20': 0.0974, 'plain-56': 0.1346, 'ResNet-20': 0.088, 'ResNet-56': 0.0718 } as const
const published: Readonly<Record<string, number>> = { 'ResNet-20': 0.0875, 'ResNet-56': 0.0697 }

/** Plain and residual networks of two depths with five seeds; one run diverged. */
export function makeStudy(libraryFolder: string): string {
  const recipe = { ...recipePreset('he-2016-cifar').recipe, length: { unit: 'steps' as const, value: 200 } }
  const study: Study = {
    format: 'stagecraft-study',
    version: 1,
    name: 'Degradation, short',
    question: 'Do deeper plain networks train worse, and residual ones better?',
    source: 'He et al. 2016, section 4.2, table 6 and figure 6',
    template: 'degradation',
    scale: 'short',
    publishedRecipe: 'he-2016-cifar',
    dataset: 'cifar10',
    device: { kind: 'auto' },
    variants: Object.keys(ends).map((name) => ({
      name,
      group: name.startsWith('plain') ? 'plain' : 'ResNet',
      architecture: preset(name.toLowerCase()),
      recipe,
      published: published[name] ?? null,
      publishedAs: null,
    })),
    pairs: [
      { first: 'plain-56', second: 'plain-20', by: 'error', expects: 'higher' },
      { first: 'ResNet-56', second: 'ResNet-20', by: 'error', expects: 'lower' },
    ],
    reach: null,
    leftOut: [],
    branchedFrom: null,
    seeds: [1, 2, 3, 4, 5],
    reuse: true,
  }
  const cells = cellsOf(study)
  makeRuns(
    libraryFolder,
    cells.map(({ variant, seed, name }, at) => ({
      design: variant.name.toLowerCase(),
      seed,
      name,
      testError: (ends[variant.name as keyof typeof ends] ?? 0.1) + 0.003 * Math.sin(7 * at + seed),
      partOf: { kind: 'study', id, name: study.name, variant: variant.name },
      ...(variant.name === 'plain-56' && seed === 5 ? { divergesAt: 120 } : {}),
    })),
  )
  const library = openLibrary(libraryFolder)
  library.studies.add(id, study)
  library.studies.change(id, { state: { kind: 'ended', why: 'all', at: Date.UTC(2026, 10, 20, 12) } })
  library.close()
  return id
}
