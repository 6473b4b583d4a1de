/** What window and command line list of an attempt's machine: with what it found of its data, where that changed how it computed. */
import { expect, test } from 'vitest'
import { attemptMachineRows } from '../../../core/api/machine-rows.ts'

test('direct convolutions for outliers are listed where there are some', () => {
  const machine = null
  const usual = attemptMachineRows({ machine, outliers: [] })
  expect(usual.map(({ name }) => name)).not.toContain('Direct convolutions')
  const outliers = [{ name: 'stage1.block2.conv', ratio: 145.25 }]
  expect(attemptMachineRows({ machine, outliers })).toEqual([
    ...usual,
    {
      name: 'Direct convolutions',
      value: 'for outliers in the first batch: stage1.block2.conv (largest 145 times the mean)',
    },
  ])
})
