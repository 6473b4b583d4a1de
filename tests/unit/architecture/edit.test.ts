/** Editing: every edit gives an architecture that can be saved, changes only what it says, and can be undone. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { architectureSchema, type Architecture } from '../../../core/architecture/architecture.ts'
import {
  convertStage,
  duplicateStage,
  insertStage,
  moveStage,
  plainTwin,
  removeStage,
  setStage,
} from '../../../core/architecture/edit.ts'
import { beginHistory, goTo, record } from '../../../core/architecture/history.ts'
import { findProblems } from '../../../core/architecture/problems.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { architectures } from './architectures.ts'

const position = fc.nat(7)
const edits: fc.Arbitrary<(architecture: Architecture) => Architecture> = fc.oneof(
  fc.tuple(position, fc.integer({ min: 1, max: 1024 })).map(
    ([index, blocks]) =>
      (from: Architecture) =>
        setStage(from, index, { blocks }),
  ),
  fc.tuple(position, fc.integer({ min: 1, max: 8192 })).map(
    ([index, width]) =>
      (from: Architecture) =>
        setStage(from, index, { width }),
  ),
  fc.tuple(position, fc.constantFrom('basic' as const, 'bottleneck' as const, 'conv' as const)).map(
    ([index, kind]) =>
      (from: Architecture) =>
        convertStage(from, index, kind),
  ),
  position.map((index) => (from: Architecture) => (from.stages.length < 64 ? insertStage(from, index) : from)),
  position.map((index) => (from: Architecture) => (from.stages.length < 64 ? duplicateStage(from, index) : from)),
  position.map((index) => (from: Architecture) => removeStage(from, index)),
  fc.tuple(position, position).map(
    ([at, to]) =>
      (from: Architecture) =>
        moveStage(from, at, to),
  ),
  fc.constant(plainTwin),
)

describe('any sequence of edits', () => {
  it('keeps an architecture that the file format takes, and leaves what it was given alone', () => {
    fc.assert(
      fc.property(architectures, fc.array(edits, { maxLength: 12 }), (first, sequence) => {
        const before = JSON.stringify(first)
        const last = sequence.reduce((architecture, edit) => edit(architecture), first)
        return architectureSchema.safeParse(last).success && JSON.stringify(first) === before
      }),
    )
  })

  it('is undone step by step to where it began, and redone to where it ended', () => {
    fc.assert(
      fc.property(architectures, fc.array(edits, { minLength: 1, maxLength: 12 }), (first, sequence) => {
        let history = beginHistory(first, 'Opened', 0)
        const states = [first]
        for (const [time, edit] of sequence.entries()) {
          const next = edit(states[states.length - 1] ?? first)
          states.push(next)
          history = record(history, next, `edit ${time}`, time)
        }
        for (let at = states.length - 1; at >= 0; at--) {
          history = goTo(history, at)
          expect(history.steps[history.at]?.architecture).toBe(states[at])
        }
        expect(goTo(history, -5).at).toBe(0)
        expect(goTo(history, 1e6).at).toBe(states.length - 1)
      }),
    )
  })

  it('either lowers to a graph or is said to have errors, never both and never an exception', () => {
    fc.assert(
      fc.property(architectures, (architecture) => {
        const errors = findProblems(architecture).some(({ severity }) => severity === 'error')
        return lower(architecture).ok === !errors
      }),
      { numRuns: 300 },
    )
  })
})

describe('history', () => {
  it('forgets what was undone once something else is done', () => {
    const [first, second, third] = fc.sample(architectures, { seed: 1, numRuns: 3 })
    if (!first || !second || !third) throw new Error('No samples.')
    const undone = goTo(record(beginHistory(first, 'Opened', 0), second, 'one', 1), 0)
    const other = record(undone, third, 'other', 2)
    expect(other.steps.map(({ label }) => label)).toEqual(['Opened', 'other'])
  })
})

describe('single edits', () => {
  it('moving a stage there and back changes nothing; duplicating and removing the copy neither', () => {
    fc.assert(
      fc.property(
        architectures.filter(({ stages }) => stages.length > 0),
        position,
        position,
        (from, a, b) => {
          const [at, to] = [a % from.stages.length, b % from.stages.length]
          expect(moveStage(moveStage(from, at, to), to, at)).toEqual(from)
          expect(removeStage(duplicateStage(from, at), at + 1)).toEqual(from)
          expect(removeStage(insertStage(from, at), at)).toEqual(from)
        },
      ),
    )
  })
})
