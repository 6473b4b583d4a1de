/** Zooming the window: its steps, and the keys that take them. */
import { expect, test } from 'vitest'
import { zoomAfter, zoomStepOf } from '../../electron/main/zoom.ts'

const press = (key: string, code: string, held: { control?: boolean; meta?: boolean; alt?: boolean } = { control: true }) => ({
  type: 'keyDown' as const,
  key,
  code,
  control: false,
  meta: false,
  alt: false,
  ...held,
})

test.each([
  ['=', 'Equal', 'in'],
  ['+', 'Equal', 'in'],
  ['+', 'BracketRight', 'in'],
  ['+', 'NumpadAdd', 'in'],
  ['-', 'Minus', 'out'],
  ['-', 'NumpadSubtract', 'out'],
  ['0', 'Digit0', 'reset'],
  ['0', 'Numpad0', 'reset'],
  ['Insert', 'Numpad0', 'reset'],
  ['a', 'KeyA', null],
])('Ctrl and %s (%s): %s', (key, code, step) => {
  expect(zoomStepOf(press(key, code), false)).toBe(step)
  expect(zoomStepOf(press(key, code, { meta: true }), true)).toBe(step)
})

test('no zoom without Ctrl, with Alt, or when the key is let go', () => {
  expect(zoomStepOf(press('=', 'Equal', {}), false)).toBeNull()
  expect(zoomStepOf(press('=', 'Equal', { control: true, alt: true }), false)).toBeNull()
  expect(zoomStepOf({ ...press('=', 'Equal'), type: 'keyUp' }, false)).toBeNull()
  expect(zoomStepOf(press('=', 'Equal'), true)).toBeNull()
})

test('steps lead to 200 % and to 50 %, no further, and back to 100 %', () => {
  const steps = (step: 'in' | 'out', from: number): number[] => {
    const taken = [from]
    for (let count = 0; count < 8; count += 1) taken.push(zoomAfter(step, taken.at(-1) ?? from))
    return taken
  }
  expect(steps('in', 1)).toEqual([1, 1.1, 1.25, 1.5, 1.75, 2, 2, 2, 2])
  expect(steps('out', 1)).toEqual([1, 0.9, 0.8, 0.75, 0.67, 0.5, 0.5, 0.5, 0.5])
  // As Chromium gives it back.
  expect(zoomAfter('in', 1.0999999)).toBe(1.25)
  expect(zoomAfter('reset', 1.75)).toBe(1)
})
