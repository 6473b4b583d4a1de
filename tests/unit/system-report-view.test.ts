import { expect, it } from 'vitest'
import { reportText } from '../../core/doctor/report-text.ts'
import type { SystemCheck } from '../../core/doctor/system-report.ts'
import { bySection, remedies, verdict } from '../../renderer/views/system/report-view.ts'

const fine: SystemCheck = { section: 'App', name: 'Stagecraft', value: '0.1.0', state: 'fine', word: 'fine' }
const old: SystemCheck = {
  section: 'App',
  name: 'Window',
  value: 'Electron 22.3.25',
  state: 'attention',
  word: 'old',
  remedy: { text: 'Fetch the current one.', command: 'npm run setup -- electron' },
}
const missing: SystemCheck = {
  section: 'TensorFlow',
  name: 'Runtime',
  value: 'not here',
  state: 'missing',
  word: 'missing',
  remedy: { text: 'Set up again.', command: 'npm run setup' },
}

it('prints every check under its section, with the remedy below', () => {
  expect(reportText({ checks: [fine, old, missing], takenAt: 0, tookMs: 1 })).toBe(
    [
      'App',
      '  ✓ Stagecraft  0.1.0  (fine)',
      '  ! Window      Electron 22.3.25  (old)',
      '                Fetch the current one.',
      '                $ npm run setup -- electron',
      '',
      'TensorFlow',
      '  ✗ Runtime     not here  (missing)',
      '                Set up again.',
      '                $ npm run setup',
      '',
    ].join('\n'),
  )
})

it('keeps the order of sections and checks', () => {
  expect(bySection([fine, old, missing]).map(({ name, checks }) => [name, checks.length])).toEqual([
    ['App', 2],
    ['TensorFlow', 1],
  ])
})

it('says the worst first', () => {
  expect(verdict([fine])).toEqual({ mark: 'ready', text: 'all fine' })
  expect(verdict([fine, old])).toEqual({ mark: 'attention', text: 'Window: old' })
  expect(verdict([fine, old, missing])).toEqual({ mark: 'missing', text: 'Runtime: missing' })
  expect(remedies([old, missing, { ...missing, name: 'Binding' }]).map(({ name }) => name)).toEqual(['Runtime', 'Window'])
})
