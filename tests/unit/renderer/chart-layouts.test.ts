/** Arranging charts, taking it back and doing it again; and what is said where the library does not keep it. The lab is a list of what it was asked. */
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, test } from 'vitest'
import type { LabClient } from '../../../core/api/contract.ts'
import type { ChartArrangement } from '../../../core/api/contract/charts.ts'
import { provideLab } from '../../../renderer/lab.ts'
import { useChartLayouts } from '../../../renderer/stores/chart-layouts.ts'

let kept: unknown[] = []
let refused = false
const error = { code: 'read-only', message: 'The library cannot be changed.', remedy: 'Make it writable.' }

beforeEach(() => {
  kept = []
  refused = false
  provideLab({
    call: (_name: string, { charts }: { charts: unknown }) => {
      if (refused) return Promise.resolve({ ok: false, error })
      kept.push(charts)
      return Promise.resolve({ ok: true, value: null })
    },
    subscribe: () => () => undefined,
    onConnection: () => () => undefined,
  } as unknown as LabClient)
  setActivePinia(createPinia())
})

const of = (...figures: string[]): ChartArrangement => figures.map((figure) => ({ figure, height: 1 }))
const settled = () => new Promise((resolve) => setTimeout(resolve))

test('what is taken back is done again, in the same order, until something else is done', async () => {
  const layouts = useChartLayouts()
  layouts.arrange('run', of('error'))
  layouts.arrange('run', of('error', 'loss'))
  await layouts.undo('run')
  await layouts.undo('run')
  expect(layouts.of('run')).toBeNull()
  await layouts.redo('run')
  expect(layouts.of('run')).toEqual(of('error'))
  await layouts.newestUndone?.redo()
  expect(layouts.of('run')).toEqual(of('error', 'loss'))
  expect(layouts.canRedo('run')).toBe(false)
  expect(layouts.newestUndone).toBeNull()

  await layouts.undo('run')
  layouts.arrange('run', of('speed'))
  expect(layouts.canRedo('run')).toBe(false)
  await layouts.undo('run')
  expect(layouts.of('run')).toEqual(of('error'))
  await settled()
  expect(kept.at(-1)).toEqual(of('error'))
})

test('a change in one place leaves what was taken back in the other', async () => {
  const layouts = useChartLayouts()
  layouts.arrange('run', of('error'))
  await layouts.undo('run')
  layouts.arrange('comparison', of('loss'))
  expect(layouts.canRedo('run')).toBe(true)
  expect(layouts.canRedo('comparison')).toBe(false)
})

test('what is not kept is shown with why, stays in sight, and is kept when asked again', async () => {
  const layouts = useChartLayouts()
  refused = true
  layouts.arrange('run', of('error'))
  await settled()
  expect(layouts.of('run')).toEqual(of('error'))
  expect(layouts.failure('run')).toEqual(error)
  expect(layouts.failure('comparison')).toBeNull()
  await layouts.keepAgain('run')
  expect(layouts.failure('run')).toEqual(error)
  refused = false
  await layouts.keepAgain('run')
  expect(layouts.failure('run')).toBeNull()
  expect(kept).toEqual([of('error')])
})

test('what the lab tells of an earlier change does not take the place of a later one', async () => {
  const answers: (() => void)[] = []
  let tell: (layouts: object) => void = () => undefined
  provideLab({
    call: () => new Promise((resolve) => answers.push(() => resolve({ ok: true, value: null }))),
    subscribe: (_name: string, _parameters: object, next: typeof tell) => {
      tell = next
      return () => undefined
    },
    onConnection: () => () => undefined,
  } as unknown as LabClient)
  const layouts = useChartLayouts()
  layouts.arrange('run', of('error', 'loss'))
  layouts.arrange('run', of('loss', 'error'))
  answers[0]?.()
  await settled()
  tell({ run: of('error', 'loss') })
  await settled()
  expect(layouts.of('run')).toEqual(of('loss', 'error'))
  answers[1]?.()
  await settled()
  tell({ run: of('loss', 'error') })
  await settled()
  expect(layouts.of('run')).toEqual(of('loss', 'error'))
  // Another window's change is shown from now on.
  tell({ run: of('speed') })
  await settled()
  expect(layouts.of('run')).toEqual(of('speed'))
})
