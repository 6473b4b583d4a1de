/** The id of a run says the time that stands beside it in every list. */
import { expect, test } from 'vitest'
import { runId } from '../../../core/lab/new-run.ts'
import { dateAndTime } from '../../../core/text/date-text.ts'

test.each(['Pacific/Auckland', 'America/New_York', 'UTC'])('it has the local time of %s, as lists have', (zone) => {
  const before = process.env['TZ']
  process.env['TZ'] = zone
  try {
    const time = Date.UTC(2026, 10, 21, 23, 30, 5)
    const [day = '', clock = ''] = runId('Plain twin', time, '1f3c').split('-')
    expect(`${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)} ${clock.slice(0, 2)}:${clock.slice(2, 4)}`).toBe(
      dateAndTime(time),
    )
    expect(runId('Plain twin', time, '1f3c')).toMatch(/^\d{8}-\d{6}-plain-twin-1f3c$/)
  } finally {
    if (before === undefined) delete process.env['TZ']
    else process.env['TZ'] = before
  }
})
