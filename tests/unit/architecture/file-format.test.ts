/** The .stagecraft file: what is written is read again to the byte, and whatever else is read is refused with its reason. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Problem } from '../../../core/architecture/problem.ts'
import { readArchitecture, writeArchitecture } from '../../../core/architecture/file-format.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { architectures } from './architectures.ts'

function problemsOf(text: string): readonly Problem[] {
  const read = readArchitecture(text)
  if (!read.ok) return read.problems
  const lowered = lower(read.architecture)
  return lowered.ok ? [] : lowered.problems
}

const valid = await loadPreset('resnet-20')
if (valid === null) throw new Error('There is no preset resnet-20.')

/** The preset's file with something in it changed, mistakes that no type would allow included. */
function changed<File>(change: (file: File) => unknown): string {
  const file = structuredClone(valid) as File
  change(file)
  return JSON.stringify(file, null, 2)
}

describe('save, load, save', () => {
  it('is byte-identical for every architecture', () => {
    fc.assert(
      fc.property(architectures, (architecture) => {
        const text = writeArchitecture(architecture)
        const read = readArchitecture(text)
        return read.ok && writeArchitecture(read.architecture) === text
      }),
    )
  })

  it('does not depend on the order in which keys were made', () => {
    const reversed = Object.fromEntries(Object.entries(valid).reverse())
    expect(writeArchitecture(reversed as typeof valid)).toBe(writeArchitecture(valid))
  })
})

describe('a file that is wrong', () => {
  it('names stage, field, expected and actual value', () => {
    const text = changed((file: { stages: { blocks: number }[] }) => Object.assign(file.stages[2] ?? {}, { blocks: -4 }))
    const [problem] = problemsOf(text)
    expect(text.split('\n')[(problem?.at?.line ?? 0) - 1]).toContain('-4')
    expect(problemsOf(text)).toEqual([
      {
        severity: 'error',
        place: 2,
        field: 'blocks',
        message: 'Stage 3, blocks: expected 1 or more, found -4.',
        expected: '1 or more',
        actual: '-4',
        at: { line: expect.any(Number) as number, column: expect.any(Number) as number },
      },
    ])
  })

  it.each([
    ['nothing', ''],
    ['a piece of JSON', writeArchitecture(valid).slice(0, 200)],
    ['a list', '[1, 2, 3]'],
    ['null', 'null'],
    ['another format', '{"format": "something-else", "version": 1}'],
    ['a newer version', changed((file: { version: number }) => (file.version = 3))],
    ['an unknown field', changed((file: { colour?: string }) => (file.colour = 'blue'))],
    ['the wrong types', changed((file: { stages: unknown }) => (file.stages = 'three'))],
    [
      'a key named __proto__',
      '{"__proto__": {"format": "stagecraft-architecture"}, "format": "stagecraft-architecture", "version": 1}',
    ],
    ['NaN', writeArchitecture(valid).replace('"width": 16', '"width": NaN')],
    ['1e9 channels', changed((file: { stages: { width: number }[] }) => Object.assign(file.stages[0] ?? {}, { width: 1e9 }))],
    ['1e999 channels', writeArchitecture(valid).replace('"width": 16', '"width": 1e999')],
    ['100,000 brackets', '['.repeat(100_000)],
    ['nested 100,000 deep', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['50 MB', 'x'.repeat(50_000_000)],
    [
      '10,000 stages',
      changed((file: { stages: unknown[] }) => (file.stages = Array.from({ length: 10_000 }, () => ({})) as never)),
    ],
    [
      'a network of more layers than can be held',
      changed(
        (file: { stages: object[] }) =>
          (file.stages = Array.from({ length: 64 }, () => ({ ...file.stages[0], blocks: 1024, layers: 8 }))),
      ),
    ],
    [
      'a network of more parameters than can be held',
      changed(
        (file: { stages: object[] }) =>
          (file.stages = Array.from({ length: 8 }, () => ({ ...file.stages[0], blocks: 1024, width: 8192 }))),
      ),
    ],
  ])('that holds %s is refused with a reason', (_what, text) => {
    const problems = problemsOf(text)
    expect(problems.length).toBeGreaterThan(0)
    expect(problems.length).toBeLessThanOrEqual(20)
    for (const { message, expected, actual, field } of problems) {
      for (const part of [message, expected, actual, field]) expect(part).toMatch(/\S/)
      expect(message.length).toBeLessThan(400)
    }
    expect(({} as Record<string, unknown>)['format']).toBeUndefined()
  })

  it('never throws, whatever the text', () => {
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => problemsOf(text).length > 0))
  })
})
