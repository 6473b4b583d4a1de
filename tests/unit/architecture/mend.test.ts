/** Mending: what a problem's button does takes the problem away; and every mistake of a net is told at once. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { architectureSchema, type Architecture } from '../../../core/architecture/architecture.ts'
import { findProblems } from '../../../core/architecture/problems.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { architectures } from './architectures.ts'
import { mended, trainable } from './mended.ts'

const resnet = await loadPreset('resnet-20')
if (resnet === null) throw new Error('There is no preset resnet-20.')

describe('the button that mends', () => {
  it('takes its problem away and leaves an architecture that can be saved', () => {
    fc.assert(
      fc.property(architectures, (architecture) => {
        for (const problem of findProblems(architecture).filter(({ mend }) => mend !== undefined)) {
          const after = mended(architecture, problem)
          expect(architectureSchema.safeParse(after).success).toBe(true)
          expect(findProblems(after)).not.toContainEqual(problem)
        }
      }),
      { numRuns: 500 },
    )
  })

  it('pressed for one error after the other ends with a net that can be trained', () => {
    fc.assert(
      fc.property(architectures, (architecture) => trainable(architecture) !== null),
      { numRuns: 500 },
    )
  })
})

describe('several mistakes', () => {
  it('are all told, in the order of the net', () => {
    const stages = resnet.stages.map((stage, index) => ({
      ...stage,
      ...(index === 0 ? { stride: 16 } : { width: 8 }),
      ...(index === 2 ? { stride: 15 } : {}),
    }))
    const problems = findProblems({ ...resnet, input: { ...resnet.input, height: 12 }, stages: stages as Architecture['stages'] })
    expect(problems.filter(({ severity }) => severity === 'error').map(({ place, field }) => [place, field])).toEqual([
      [0, 'stride'],
      [1, 'shortcut'],
      [2, 'stride'],
    ])
  })
})

describe('nets beyond any computer', () => {
  const wide = (changes: Partial<Architecture['stages'][number]>): Architecture['stages'] =>
    resnet.stages.map((stage) => ({ ...stage, ...changes }) as Architecture['stages'][number])

  it.each<[string, Partial<Architecture>, RegExp]>([
    [
      'layers',
      { stages: wide({ blocks: 1024, layers: 8 } as object).flatMap((stage) => [stage, stage]) },
      /layers; up to 40,000/,
    ],
    ['parameters', { stages: wide({ blocks: 100, width: 8192, shortcut: 'C' }) }, /parameters; up to 10,000,000,000/],
    [
      'MACs',
      { input: { height: 4096, width: 4096, channels: 3 }, stages: wide({ blocks: 4, width: 4096, stride: 1 }) },
      /MACs for one image/,
    ],
    [
      'activations',
      { input: { height: 4096, width: 4096, channels: 3 }, stages: wide({ blocks: 200 }) },
      /activations for one image; up to 10,000,000,000/,
    ],
  ])('are refused for their %s, in words', (_what, changes, message) => {
    const errors = findProblems({ ...resnet, ...changes }).filter(({ severity }) => severity === 'error')
    expect(errors.map((error) => error.message).join('\n')).toMatch(message)
  })
})
