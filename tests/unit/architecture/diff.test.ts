/** The structural difference: applied it gives the other design, inverted it is that of the other direction, and it is as small as a person finds it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Architecture } from '../../../core/architecture/architecture.ts'
import { applyDifference, diffArchitectures, isSameNetwork } from '../../../core/architecture/diff/diff.ts'
import type { ArchitectureDifference, StageDifference } from '../../../core/architecture/diff/diff.ts'
import type { FieldDifference } from '../../../core/architecture/diff/fields.ts'
import { insertStage, plainTwin, setStage } from '../../../core/architecture/edit.ts'
import { duplicateStages, moveStages, removeStages } from '../../../core/architecture/edit-selection.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { architectures } from './architectures.ts'

async function preset(name: string): Promise<Architecture> {
  const found = await loadPreset(name)
  if (found === null) throw new Error(`There is no preset ${name}.`)
  return found
}
const [resnet20, resnet34, plain34, resnet50] = await Promise.all(['resnet-20', 'resnet-34', 'plain-34', 'resnet-50'].map(preset))
if (!resnet20 || !resnet34 || !plain34 || !resnet50) throw new Error('Presets are missing.')

/** Two designs of which the second is near the first, as a person makes it: some edits on. */
const position = fc.nat(5)
const edit: fc.Arbitrary<(from: Architecture) => Architecture> = fc.oneof(
  fc.tuple(position, fc.integer({ min: 1, max: 9 })).map(
    ([at, blocks]) =>
      (from: Architecture) =>
        setStage(from, at, { blocks }),
  ),
  fc.tuple(position, fc.integer({ min: 1, max: 99 })).map(
    ([at, width]) =>
      (from: Architecture) =>
        setStage(from, at, { width }),
  ),
  position.map((at) => (from: Architecture) => insertStage(from, at)),
  position.map((at) => (from: Architecture) => duplicateStages(from, [at])),
  position.map((at) => (from: Architecture) => removeStages(from, [at])),
  fc.tuple(position, position).map(
    ([at, to]) =>
      (from: Architecture) =>
        moveStages(from, [at], to),
  ),
  fc.constant(plainTwin),
)
const near = fc
  .tuple(architectures, fc.array(edit, { maxLength: 4 }))
  .map(([from, edits]): [Architecture, Architecture] => [from, edits.reduce((now, change) => change(now), from)])
const pairs = fc.oneof(near, fc.tuple(architectures, architectures))

const turned = (fields: readonly FieldDifference[]): FieldDifference[] =>
  fields.map(({ field, before, after }) => ({ field, before: after, after: before }))
const key = ({ before, after }: StageDifference): string => `${before} ${after}`
const inOrder = (stages: readonly StageDifference[]): StageDifference[] => [...stages].sort((a, b) => (key(a) < key(b) ? -1 : 1))

function inverse({ whole, input, stem, stages, head }: ArchitectureDifference): object {
  const turnedStates = (states: readonly string[]) =>
    states.map((state) => (state === 'added' ? 'removed' : state === 'removed' ? 'added' : state))
  const invertedStages = stages.map((stage) => ({
    ...stage,
    ...(stage.state === 'added' ? { state: 'removed' } : stage.state === 'removed' ? { state: 'added' } : {}),
    ...('fields' in stage ? { fields: turned(stage.fields) } : {}),
    before: stage.after,
    after: stage.before,
    blocks: { before: turnedStates(stage.blocks.after), after: turnedStates(stage.blocks.before) },
  })) as StageDifference[]
  return {
    whole: turned(whole),
    input: turned(input),
    stem:
      stem.state === 'changed'
        ? { ...stem, fields: turned(stem.fields) }
        : { ...stem, ...(stem.state === 'same' ? {} : { state: stem.state === 'added' ? 'removed' : 'added' }) },
    stages: inOrder(invertedStages),
    head: turned(head),
  }
}

describe('any two designs', () => {
  it('differ by what, applied to the one, gives the other', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        expect(applyDifference(before, diffArchitectures(before, after))).toEqual(after)
      }),
      { numRuns: 500 },
    )
  })

  it('differ in nothing exactly when they are the same', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const itself = diffArchitectures(before, before)
        expect([isSameNetwork(itself), itself.whole]).toEqual([true, []])
        const same = JSON.stringify({ ...before, name: '' }) === JSON.stringify({ ...after, name: '' })
        expect(isSameNetwork(diffArchitectures(before, after))).toBe(same)
      }),
      { numRuns: 500 },
    )
  })

  it('differ the same way whichever comes first', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const there = diffArchitectures(before, after)
        const back = diffArchitectures(after, before)
        expect({ ...back, stages: inOrder(back.stages) }).toEqual(inverse(there))
      }),
      { numRuns: 500 },
    )
  })

  it('have every stage and block of both told once', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const { stages } = diffArchitectures(before, after)
        for (const [side, design] of [
          ['before', before],
          ['after', after],
        ] as const) {
          const told = stages.filter((stage) => stage[side] !== null)
          expect(told.map((stage) => stage[side]).sort()).toEqual(design.stages.map((_, index) => index).sort())
          for (const stage of told) expect(stage.blocks[side]).toHaveLength(design.stages[stage[side] ?? -1]?.blocks ?? -1)
        }
      }),
      { numRuns: 300 },
    )
  })
})

describe('what a person did', () => {
  const states = (before: Architecture, after: Architecture): string[] =>
    diffArchitectures(before, after).stages.map(({ state, before: from, after: to }) => `${from} ${state} ${to}`)

  it('is found again: a stage put in, taken out, moved, or given another width', () => {
    expect(states(resnet20, insertStage(resnet20, 1))).toEqual(['0 same 0', 'null added 1', '1 same 2', '2 same 3'])
    expect(states(resnet20, removeStages(resnet20, [1]))).toEqual(['0 same 0', '1 removed null', '2 same 1'])
    expect(states(resnet20, moveStages(resnet20, [1], 3)).filter((state) => state.includes('moved'))).toHaveLength(1)
    expect(states(resnet20, setStage(resnet20, 1, { width: 48 }))).toEqual(['0 same 0', '1 changed 1', '2 same 2'])
  })

  it('changes those blocks alone that have other layers', () => {
    const [, second, third] = diffArchitectures(resnet34, setStage(resnet34, 2, { blocks: 8 })).stages
    expect(second?.state).toBe('same')
    expect(third?.blocks.before).toEqual(Array(6).fill('same'))
    expect(third?.blocks.after).toEqual([...Array<string>(6).fill('same'), 'added', 'added'])
    // Where nothing changes its shape, option B is the identity, as option A: only a stage's first block has a projection.
    const option = diffArchitectures(resnet34, setStage(resnet34, 1, { shortcut: 'A' })).stages[1]
    expect(option?.blocks.after).toEqual(['changed', 'same', 'same', 'same'])
  })

  it('is a plain twin where only the shortcuts are gone', () => {
    const { stem, input, head, stages } = diffArchitectures(resnet34, plain34)
    expect([stem.state, input, head]).toEqual(['same', [], []])
    expect(stages.map((stage) => ('fields' in stage ? stage.fields : null))).toEqual(
      Array(4).fill([{ field: 'shortcut', before: 'B', after: 'none' }]),
    )
    expect(stages.flatMap(({ blocks }) => blocks.after)).toEqual(Array(16).fill('changed'))
  })

  it('is another kind of block in place of stages that are otherwise alike', () => {
    const kinds = diffArchitectures(resnet34, resnet50).stages.map((stage) =>
      'fields' in stage ? stage.fields.map(({ field }) => field) : stage.state,
    )
    for (const fields of kinds) expect(fields).toContain('kind')
  })
})
