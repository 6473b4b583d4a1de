/** What a list looks at again and again is read once: curves of runs that ended, and designs. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openLibrary, type Library } from '../../core/store/library.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { sampleArchitecture, sampleAttempt, sampleRecord, sampleStep, temporaryFolder } from './support/samples.ts'

const nobody = (): null => null
const sparkline = {
  runs: ['run'],
  series: ['testError'] as const,
  buckets: 46,
  smoothing: 0 as const,
  x: 'step' as const,
  log: false,
  from: null,
  to: null,
}

/** A run that finished after so many steps, with an evaluation each hundred. */
function finished(folder: string, steps: number): { library: Library; path: string } {
  const library = openLibrary(folder)
  library.runs.add(sampleRecord('run'))
  library.runs.begin('run')
  const writer = openMetricsWriter(library.runs.folder('run'), sampleAttempt)
  for (let step = 1; step <= steps; step += 1) {
    writer.step(sampleStep(step))
    if (step % 100 === 0) writer.evaluation({ step, split: 'test', time: step, loss: 1, error: 1 / step })
  }
  writer.event({ step: steps, time: 1, kind: 'finished', text: 'Finished.' })
  writer.commit()
  writer.close()
  library.runs.end('run', { kind: 'finished', step: steps })
  library.close()
  return { library: openLibrary(folder), path: join(library.runs.folder('run'), metricsFile) }
}

/** Zeroes the page that holds the loss of step 3. */
function spoilFirstSteps(path: string): void {
  const bytes = readFileSync(path)
  const loss = Buffer.alloc(8)
  loss.writeDoubleBE(1 / 3)
  const leaf = 13
  for (let page = 0; page < bytes.length; page += 4096) {
    if (bytes[page] === leaf && bytes.subarray(page, page + 4096).includes(loss)) bytes.fill(0, page, page + 4096)
  }
  writeFileSync(path, bytes)
}

test('a small curve of evaluations is had without the steps, and kept once it was reduced', () => {
  const { library, path } = finished(temporaryFolder(), 1000)
  library.runs.summaries(nobody)
  spoilFirstSteps(path)
  const [curve] = library.runs.curves(sparkline)
  expect([...(curve?.line ?? [])]).toEqual(Array.from({ length: 10 }, (_, index) => 1 / (100 * (index + 1))))
  rmSync(path)
  expect(library.runs.curves(sparkline)).toEqual([curve])
  library.close()
})

test('a run that goes on has its new curve', () => {
  const { library } = finished(temporaryFolder(), 200)
  library.runs.summaries(nobody)
  expect(library.runs.curves(sparkline)[0]?.points).toBe(2)
  library.runs.resume('run', 100)
  library.runs.begin('run')
  const writer = openMetricsWriter(library.runs.folder('run'), { ...sampleAttempt, fromStep: 200 })
  writer.evaluation({ step: 300, split: 'test', time: 300, loss: 1, error: 0.1 })
  writer.event({ step: 300, time: 1, kind: 'finished', text: 'Finished.' })
  writer.commit()
  expect(library.runs.curves(sparkline)[0]?.points).toBe(3)
  writer.close()
  library.runs.end('run', { kind: 'finished', step: 300 })
  library.runs.summaries(nobody)
  expect(library.runs.curves(sparkline)[0]?.points).toBe(3)
  library.close()
})

test('a design is read once while it stays as it is', () => {
  const { designs, close } = openLibrary(temporaryFolder())
  designs.save('one', sampleArchitecture, [])
  const [first] = designs.list()
  expect(designs.unreadable).toEqual([])
  expect(designs.list()[0]?.architecture).toBe(first?.architecture)
  designs.save('one', { ...sampleArchitecture, name: 'other' }, [sampleArchitecture])
  expect(designs.list()[0]?.architecture.name).toBe('other')
  close()
})

test('a run that waits is the same object at every look, until something of it changes', () => {
  const library = openLibrary(temporaryFolder())
  for (const id of ['first', 'second', 'third']) library.runs.add(sampleRecord(id))
  const look = (id: string) => library.runs.summary(id, nobody)
  const before = look('third')
  expect(before).not.toBeNull()
  expect(look('third')).toBe(before)
  expect(library.runs.summaries(nobody).find((run) => run.record.id === 'third')).toBe(before)

  library.runs.begin('first')
  const moved = look('third')
  expect(moved).toEqual({ ...before, status: { kind: 'queued', position: 2 } })
  expect(look('third')).toBe(moved)

  library.runs.remark('third', { tags: ['mine'] })
  const tagged = look('third')
  expect(tagged?.remarks.tags).toEqual(['mine'])
  expect(look('third')).toBe(tagged)

  writeFileSync(join(library.runs.folder('third'), 'end.json'), 'no JSON')
  expect(look('third')?.damage.map(({ file }) => file)).toEqual(['end.json'])
  library.close()
})
