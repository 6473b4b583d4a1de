/** What clicks, arrows and edits make of a selection of stages. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { choose, chooseOne, chooseStages, chosenAmong } from '../../../renderer/views/design/selection.ts'

test('Shift selects from where the selection began, there and back', () => {
  const from = chooseOne(2)
  const right = choose(from, 4, 'to')
  expect(right.stages).toEqual([2, 3, 4])
  expect(choose(right, 1, 'to')).toMatchObject({ lead: 1, stages: [1, 2] })
  expect(choose(right, 'head', 'to')).toEqual(chooseOne('head'))
})

test('Ctrl takes a stage in or out; the last one stays', () => {
  const two = choose(chooseOne(3), 1, 'toggle')
  expect(two).toMatchObject({ lead: 1, stages: [1, 3] })
  const one = choose(two, 1, 'toggle')
  expect(one).toMatchObject({ lead: 3, stages: [3] })
  expect(choose(one, 3, 'toggle')).toBe(one)
})

test('whatever is chosen, stages are ascending, each once, and the lead is one of them', () => {
  const part = fc.oneof(fc.nat(9), fc.constantFrom('stem' as const, 'head' as const))
  const how = fc.constantFrom('one' as const, 'to' as const, 'toggle' as const)
  fc.assert(
    fc.property(fc.array(fc.tuple(part, how)), fc.integer({ min: 0, max: 10 }), (steps, count) => {
      const chosen = steps.reduce((before, [next, way]) => choose(before, next, way), chooseStages([0, 1]))
      for (const { lead, stages } of [chosen, chosenAmong(chosen, count)]) {
        expect(stages).toEqual([...new Set(stages)].sort((a, b) => a - b))
        expect(typeof lead === 'number' ? stages.includes(lead) : stages.length === 0).toBe(true)
      }
      expect(chosenAmong(chosen, count).stages.every((stage) => stage < count)).toBe(true)
    }),
  )
})
