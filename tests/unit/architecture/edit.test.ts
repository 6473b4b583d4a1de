/** Editing: every edit gives an architecture that can be saved, changes only what it says, and can be undone. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { architectureSchema, type Architecture } from '../../../core/architecture/architecture.ts'
import { stageKinds } from '../../../core/architecture/blocks.ts'
import { insertStage, plainTwin, setStage } from '../../../core/architecture/edit.ts'
import {
  changeStages,
  convertStages,
  duplicateStages,
  insertStages,
  makePlain,
  moveStages,
  removeStages,
  selectedStages,
  selectionAfterMove,
} from '../../../core/architecture/edit-selection.ts'
import { beginHistory, goTo, record } from '../../../core/architecture/history.ts'
import { findProblems } from '../../../core/architecture/problems.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { sharedFields } from '../../../core/architecture/shared-fields.ts'
import { ownFields } from '../../../core/architecture/stage-words.ts'
import { mergeStages, splitStage } from '../../../core/architecture/split-merge.ts'
import { architectures, stages } from './architectures.ts'

const position = fc.nat(7)
const selection = fc.uniqueArray(position, { maxLength: 6 }).map((positions) => positions.sort((a, b) => a - b))

/** Sets one of the fields that the inspector shows for a selection to something that it takes. */
function setSharedField(from: Architecture, selected: readonly number[], field: number, value: number): Architecture {
  const fields = sharedFields(selectedStages(from, selected), ownFields)
  const shared = fields[field % fields.length]
  if (!shared) return from
  if (shared.kind === 'number') {
    const to = shared.min + (value % (Math.floor(shared.max - shared.min) + 1))
    return changeStages(from, selected, (stage) => shared.change(to, stage))
  }
  if (shared.kind === 'numbers')
    return changeStages(from, selected, (stage) => shared.change([1 + (value % shared.max)].slice(0, shared.most), stage))
  const choice = shared.choices[value % shared.choices.length]
  return choice ? changeStages(from, selected, (stage) => shared.change(choice.value, stage)) : from
}

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
  fc.tuple(selection, fc.integer({ min: 1, max: 8192 })).map(
    ([selected, width]) =>
      (from: Architecture) =>
        changeStages(from, selected, () => ({ width })),
  ),
  fc.tuple(selection, fc.nat(), fc.nat()).map(
    ([selected, field, value]) =>
      (from: Architecture) =>
        setSharedField(from, selected, field, value),
  ),
  fc.tuple(selection, fc.constantFrom(...stageKinds)).map(
    ([selected, kind]) =>
      (from: Architecture) =>
        convertStages(from, selected, kind),
  ),
  position.map((index) => (from: Architecture) => insertStage(from, index)),
  fc.tuple(position, fc.array(stages, { maxLength: 40 })).map(
    ([at, added]) =>
      (from: Architecture) =>
        insertStages(from, at, added),
  ),
  selection.map((selected) => (from: Architecture) => duplicateStages(from, selected)),
  selection.map((selected) => (from: Architecture) => removeStages(from, selected)),
  selection.map((selected) => (from: Architecture) => makePlain(from, selected)),
  fc.tuple(selection, position).map(
    ([selected, to]) =>
      (from: Architecture) =>
        moveStages(from, selected, to),
  ),
  fc.tuple(position, fc.nat(8)).map(
    ([index, at]) =>
      (from: Architecture) =>
        splitStage(from, index, at),
  ),
  selection.map((selected) => (from: Architecture) => mergeStages(from, selected)),
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

describe('edits of a selection', () => {
  const someSelected = fc
    .tuple(architectures, selection)
    .map(([from, positions]) => ({ from, selected: positions.filter((at) => at < from.stages.length) }))
    .filter(({ selected }) => selected.length > 0)

  it('duplicating, adding or pasting and removing what came changes nothing', () => {
    fc.assert(
      fc.property(someSelected, position, fc.array(stages, { minLength: 1, maxLength: 4 }), ({ from, selected }, at, pasted) => {
        const after = (selected.at(-1) ?? 0) + 1
        const copies = selected.map((_, index) => after + index)
        expect(removeStages(duplicateStages(from, selected), copies)).toEqual(from)
        const place = at % (from.stages.length + 1)
        expect(removeStages(insertStage(from, place), [place])).toEqual(from)
        const came = pasted.map((_, index) => place + index)
        expect(removeStages(insertStages(from, place, pasted), came)).toEqual(from)
        expect(selectedStages(insertStages(from, place, pasted), came)).toEqual(pasted)
      }),
    )
  })

  it('moves the selected stages side by side, keeps the order of these and of all others, and says where they stand', () => {
    fc.assert(
      fc.property(someSelected, position, ({ from, selected }, at) => {
        const before = at % (from.stages.length + 1)
        const moved = moveStages(from, selected, before)
        const places = selectionAfterMove(selected, before)
        expect(selectedStages(moved, places)).toEqual(selectedStages(from, selected))
        expect(removeStages(moved, places).stages).toEqual(removeStages(from, selected).stages)
      }),
    )
  })

  it('changes the selected stages alone, all of them', () => {
    fc.assert(
      fc.property(someSelected, fc.integer({ min: 1, max: 8192 }), ({ from, selected }, width) => {
        const next = changeStages(from, selected, () => ({ width }))
        next.stages.forEach((stage, at) => {
          if (selected.includes(at)) expect(stage).toEqual({ ...from.stages[at], width })
          else expect(stage).toBe(from.stages[at])
        })
      }),
    )
  })

  it('leaves a design as it is where it would get more stages than it may have', () => {
    fc.assert(
      fc.property(architectures, fc.array(stages, { minLength: 65, maxLength: 70 }), (from, many) => {
        expect(insertStages(from, 0, many)).toBe(from)
      }),
    )
  })
})
