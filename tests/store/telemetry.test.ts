/** Telemetry as it is kept: what is written comes back, by quantity, layer, depth and step, and belongs to the last attempt. */
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { lower } from '../../core/architecture/lower.ts'
import { loadPreset } from '../../core/architecture/presets.ts'
import { openMetricsWriter } from '../../core/store/metrics-writer.ts'
import { metricsFile } from '../../core/store/run-folder.ts'
import { layoutText } from '../../core/store/telemetry-layouts.ts'
import { layerIn, readTelemetryLine } from '../../core/store/telemetry-lines.ts'
import { readHistograms, readTelemetry, telemetryStamp, type TelemetryQuery } from '../../core/store/telemetry-reader.ts'
import { telemetryLayout } from '../../core/graph/telemetry-layout.ts'
import { telemetryQuantities, type Histogram, type TelemetryEntry, type WhichLayer } from '../../core/graph/telemetry.ts'
import { sampleAttempt, sampleStep, temporaryFolder } from './support/samples.ts'

const layout: TelemetryEntry[] = [
  { quantity: 'gradientNorm', of: 'stem.conv', depth: 1 },
  { quantity: 'gradientNorm', of: 'stage1.block1.conv1', depth: 2 },
  { quantity: 'gradientNorm', of: 'stage1.block1.conv2', depth: 3 },
  { quantity: 'branchShare', of: 'stage1.block1', depth: 3 },
]
const everything: TelemetryQuery = { quantity: 'gradientNorm', columns: 4096, from: null, to: null, of: null, depth: null }

/** Step 7 as [7.25, 7.5, 7.75, 8]: exact in float32. */
const valuesAt = (step: number): Float32Array => Float32Array.from(layout, (_, index) => step + (index + 1) / 4)

function write(folder: string, steps: readonly number[], fromStep = 0, valuesOf = valuesAt): void {
  const writer = openMetricsWriter(folder, { ...sampleAttempt, fromStep })
  for (const step of steps) {
    writer.step(sampleStep(step))
    writer.telemetry({ step, layout, values: valuesOf(step) })
  }
  writer.commit()
  writer.close()
}

const range = (first: number, last: number, every = 1): number[] =>
  Array.from({ length: Math.floor((last - first) / every) + 1 }, (_, index) => first + index * every)

test('what was measured comes back by quantity, from the input on, and NaN as NaN', () => {
  const folder = temporaryFolder()
  write(folder, [100, 200], 0, (step) => (step === 200 ? Float32Array.of(NaN, Infinity, 1e-20, 2) : valuesAt(step)))
  const view = readTelemetry(folder, everything)
  expect(view).toMatchObject({ quantity: 'gradientNorm', of: layout.slice(0, 3).map(({ of }) => of), measured: 2 })
  expect([...(view?.depths ?? [])]).toEqual([1, 2, 3])
  expect([...(view?.steps ?? [])]).toEqual([100, 200])
  expect([...(view?.values ?? [])]).toEqual([100.25, 100.5, 100.75, NaN, Infinity, Math.fround(1e-20)])
  const share = readTelemetry(folder, { ...everything, quantity: 'branchShare' })
  expect([...(share?.values ?? [])]).toEqual([101, 2])
  // Nothing was measured of it.
  expect(readTelemetry(folder, { ...everything, quantity: 'weightNorm' })).toBeNull()
})

test('layers, depths and steps can be chosen', () => {
  const folder = temporaryFolder()
  write(folder, range(10, 50, 10))
  const one = readTelemetry(folder, { ...everything, of: ['stage1.block1.conv1'], from: 15, to: 40 })
  expect(one?.of).toEqual(['stage1.block1.conv1'])
  expect([...(one?.steps ?? [])]).toEqual([20, 30, 40])
  expect([...(one?.values ?? [])]).toEqual([20.5, 30.5, 40.5])
  const deep = readTelemetry(folder, { ...everything, depth: { from: 2, to: 3 }, from: 50 })
  expect([...(deep?.values ?? [])]).toEqual([50.5, 50.75])
})

test('fewer columns keep the first and the last, and what is shown stays as more comes in', () => {
  const folder = temporaryFolder()
  write(folder, range(1, 100))
  const shown = (columns: number): number[] => [...(readTelemetry(folder, { ...everything, columns })?.steps ?? [])]
  for (const columns of [2, 3, 7, 10, 50, 99, 100]) {
    const steps = shown(columns)
    expect(steps.length).toBeLessThanOrEqual(columns)
    expect([steps[0], steps.at(-1)]).toEqual([1, 100])
  }
  expect(shown(100)).toEqual(range(1, 100))
  const before = shown(30).slice(0, -1)
  write(folder, range(101, 110), 100)
  expect(shown(30).slice(0, before.length)).toEqual(before)
})

test('a line of one layer keeps the smallest and the largest of what it draws together, and what is not finite', () => {
  const folder = temporaryFolder()
  write(folder, range(1, 64), 0, (step) =>
    Float32Array.from(layout, (_, index) => (step === 37 ? 1000 : step === 50 ? NaN : step + index)),
  )
  const read = (columns: number, layer: WhichLayer = { kind: 'named', name: 'stage1.block1.conv1' }) =>
    readTelemetryLine(folder, { quantity: 'gradientNorm', layer, columns, from: null, to: null })?.line
  const whole = read(64)
  expect(whole).toMatchObject({ of: 'stage1.block1.conv1', width: 1, measured: 64 })
  expect([...(whole?.steps ?? [])]).toEqual(range(1, 64))
  const few = read(10)
  expect(few).toMatchObject({ width: 8, measured: 64 })
  expect(Math.max(...[...(few?.high ?? [])].filter(Number.isFinite))).toBe(1000)
  expect([...(few?.mean ?? [])].filter(Number.isNaN)).toHaveLength(1)
  expect(few?.steps[0]).toBe(8)
  expect([few?.low[0], few?.mean[0], few?.high[0]]).toEqual([2, 5.5, 9])
  expect(read(10, { kind: 'first' })?.of).toBe('stem.conv')
  expect(read(10, { kind: 'last' })?.of).toBe('stage1.block1.conv2')
  expect(read(10, { kind: 'named', name: 'stage9.block1' })).toBeNull()
})

test('a layer stands for its block, and a block for its last layer', () => {
  const layers = ['stem.conv', 'stage1.block1.conv1', 'stage1.block1.conv2', 'stage1.block10.conv1']
  const named = (name: string): WhichLayer => ({ kind: 'named', name })
  expect(layerIn(layers, named('stage1.block1'))).toBe('stage1.block1.conv2')
  expect(layerIn(['stage1.block1', 'stage1.block10'], named('stage1.block10.conv1'))).toBe('stage1.block10')
  expect(layerIn(['stage1.block1'], named('stem.conv'))).toBeUndefined()
})

test('what lies beyond a checkpoint that a run goes on from is measured again', () => {
  const folder = temporaryFolder()
  const writer = openMetricsWriter(folder, sampleAttempt)
  for (const step of [10, 20, 30]) writer.telemetry({ step, layout, values: valuesAt(step) })
  writer.histograms([histogram('stem.conv', 1, 25)])
  writer.histograms([histogram('stem.conv', 2, 15)])
  writer.commit()
  writer.close()
  const stamp = telemetryStamp(folder)
  expect(telemetryStamp(folder)).toBe(stamp)
  write(folder, [30], 20, () => Float32Array.of(1, 2, 3, 4))
  expect(telemetryStamp(folder)).not.toBe(stamp)
  const view = readTelemetry(folder, everything)
  expect([...(view?.steps ?? [])]).toEqual([10, 20, 30])
  expect([...(view?.values.subarray(6) ?? [])]).toEqual([1, 2, 3])
  expect(readHistograms(folder, 'weights')).toEqual([histogram('stem.conv', 2, 15)])
})

test('a row measured by a version with other quantities keeps its place', () => {
  const folder = temporaryFolder()
  write(folder, [10])
  const writer = openMetricsWriter(folder, { ...sampleAttempt, fromStep: 10 })
  const fewer = layout.slice(3)
  writer.telemetry({ step: 20, layout: fewer, values: Float32Array.of(9) })
  writer.commit()
  writer.close()
  expect([...(readTelemetry(folder, { ...everything, quantity: 'branchShare' })?.values ?? [])]).toEqual([11, 9])
  expect([...(readTelemetry(folder, everything)?.steps ?? [])]).toEqual([10])
})

test('what an older Stagecraft measured under an earlier name is found, beside what the run measures now', () => {
  const folder = temporaryFolder()
  const responses: TelemetryEntry[] = layout.slice(0, 3).map((entry) => ({ ...entry, quantity: 'responseStd' }))
  const measure = (step: number): void => {
    const writer = openMetricsWriter(folder, { ...sampleAttempt, fromStep: step - 10 })
    writer.telemetry({ step, layout: responses, values: Float32Array.of(step, step + 1, step + 2) })
    writer.commit()
    writer.close()
  }
  measure(10)
  // As the version before wrote it.
  const old = new Database(join(folder, metricsFile))
  const renamed = old.prepare("UPDATE telemetry_layouts SET groups = replace(groups, 'responseStd', 'responseDeviation')").run()
  old.close()
  expect(renamed.changes).toBe(1)
  expect([...(readTelemetry(folder, { ...everything, quantity: 'responseStd' })?.values ?? [])]).toEqual([10, 11, 12])
  measure(20)
  expect([...(readTelemetry(folder, { ...everything, quantity: 'responseStd' })?.values ?? [])]).toEqual([10, 11, 12, 20, 21, 22])
})

test('numbers that are not in the order of quantities are not written', () => {
  expect(() => layoutText([...layout].reverse())).toThrow(RangeError)
})

test('the newest histograms come back whole, each kind by itself', () => {
  const folder = temporaryFolder()
  const writer = openMetricsWriter(folder, sampleAttempt)
  const names = ['stem.conv', 'stage1.block1.conv1', 'head.fc']
  writer.histograms(names.map((name) => histogram(name, 1, 5)))
  writer.histograms(
    names.flatMap((name) => [
      histogram(name, 3, 9),
      { ...histogram(name, 4, 9), tensor: 'response' as const, low: NaN, high: NaN },
    ]),
  )
  writer.commit()
  writer.close()
  expect(readHistograms(folder, 'weights')).toEqual(names.map((name) => histogram(name, 3, 9)))
  expect(readHistograms(folder, 'response').map(({ of, low }) => [of, low])).toEqual(names.map((name) => [name, NaN]))
  expect(readHistograms(folder, 'gradient')).toEqual([])
})

test('a run without metrics, or without telemetry, has none', () => {
  const folder = temporaryFolder()
  expect(readTelemetry(folder, everything)).toBeNull()
  openMetricsWriter(folder, sampleAttempt).close()
  expect(readTelemetry(folder, everything)).toBeNull()
  expect(readHistograms(folder, 'weights')).toEqual([])
})

test('ResNet-1202 has a row of 26 kB and a layout of less than 200 kB', async () => {
  const architecture = await loadPreset('resnet-1202')
  const lowered = architecture && lower(architecture)
  if (!lowered?.ok) throw new Error('resnet-1202 cannot be lowered')
  const entries = telemetryLayout(lowered.graph)
  // 1,202 weighted layers with four numbers, of which the last has no response; 600 blocks with three.
  expect(entries).toHaveLength(1202 * 4 - 1 + 600 * 3)
  expect(entries.at(-1)).toEqual({ quantity: 'shortcutGradient', of: 'stage3.block200', depth: 1201 })
  expect(new Set(entries.map(({ quantity }) => quantity))).toEqual(new Set(telemetryQuantities))
  expect(layoutText(entries).length).toBeLessThan(200_000)
})

function histogram(of: string, key: number, step: number): Histogram {
  return { of, tensor: 'weights', step, low: -key, high: key, counts: Float64Array.from({ length: 64 }, (_, bin) => bin * key) }
}
