/** What is asked for is found by parts of names, and by words of what a thing is. */
import { describe, expect, it } from 'vitest'
import { isFound } from '../../../core/text/find.ts'

const thing = { names: 'ResNet-110 mine, one56', words: 'seed 1; Basic; Squeeze-and-excitation SE; option A; Groups 32, grouped' }

describe('what is asked for', () => {
  it.each(['', 'net', '110 MINE', 'sque excit', 'se', 'SE basic', 'option a', 'option A 110', 'grou 32', 'seed 1', 'one 56'])(
    '%j is found',
    (asked) => expect(isFound(asked, thing)).toBe(true),
  )
  it.each(['option B', 'seed 12', 'ption', 'roup', 'seed a', 'basic dense', 'sed', 'ne', '3'])('%j is not', (asked) =>
    expect(isFound(asked, thing)).toBe(false),
  )
  it('is compared as names are, whatever way an accent is written', () => {
    expect(isFound('caf\u00e9', { names: 'Cafe\u0301', words: '' })).toBe(true)
  })
})
