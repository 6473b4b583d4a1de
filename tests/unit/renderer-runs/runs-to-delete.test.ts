/** Deleting takes what a person sees marked, and nothing that a search or a filter hides. */
import { expect, test } from 'vitest'
import { runsToDelete } from '../../../renderer/views/runs/runs-to-delete.ts'

test('the ticked runs that are listed go; one that is ticked and not listed stays', () => {
  expect(runsToDelete(['a', 'b', 'c'], new Set(['c', 'a', 'hidden']), 'b')).toEqual(['a', 'c'])
})

test('where no run that is listed is ticked, the current one goes, if it is listed itself', () => {
  expect(runsToDelete(['a', 'b'], new Set(['hidden']), 'b')).toEqual(['b'])
  expect(runsToDelete(['a'], new Set(['hidden']), 'hidden')).toEqual([])
  expect(runsToDelete(['a'], new Set(), null)).toEqual([])
})
