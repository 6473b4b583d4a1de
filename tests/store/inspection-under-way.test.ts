/** What a lab that was killed says at its next start of the analysis that it had not come to the end of. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { keepInspection } from '../../core/inspect/kept.ts'
import { inspectionUnderWay, type UnderWay } from '../../core/lab/inspection-under-way.ts'

let library: string
let run: string
beforeEach(() => {
  library = mkdtempSync(join(tmpdir(), 'stagecraft-under-way-'))
  run = join(library, 'one')
  mkdirSync(join(run, 'inspections', 'step-00000004'), { recursive: true })
})

const options = { split: 'test', images: null, seed: 1 } as const
const asked = { kind: 'growth', step: 4, options } as const
const start = (): UnderWay => inspectionUnderWay(library, (id) => join(library, id))
const begin = (lab: UnderWay): void => lab.begun({ run: 'one', name: 'ResNet-20', asked })

test('one that was under way is told once, and what was half written is gone', () => {
  begin(start())
  const folder = join(run, 'inspections', 'step-00000004')
  writeFileSync(join(folder, 'growth-1f0c.json.77-1.tmp'), '{"format"')
  expect(start().notices.map(({ text }) => text)).toEqual([
    '“Branches over training” of ResNet-20 was under way when Stagecraft ended: nothing of it is kept. Measure it again in Inspect.',
  ])
  expect(readdirSync(folder)).toEqual([])
  expect(start().notices).toEqual([])
})

test('one that ended, that was kept at the last moment, or whose run is gone is not told', () => {
  const first = start()
  begin(first)
  first.ended()
  expect(start().notices).toEqual([])

  begin(start())
  const on = { device: 'CPU', precision: 'float32', measuredAt: 1, tookMs: 1 }
  keepInspection(run, asked, { images: 3, result: { blocks: [], steps: [] } }, on)
  expect(start().notices).toEqual([])

  start().begun({ run: 'gone', name: 'Gone', asked })
  expect(start().notices).toEqual([])
  expect(existsSync(join(library, 'gone'))).toBe(false)
})

test('what was left damaged tells nothing, and keeps no lab from starting', () => {
  writeFileSync(join(library, 'inspection-under-way.json'), '{"run":')
  expect(start().notices).toEqual([])
  expect(readdirSync(library)).toEqual(['one'])
})
