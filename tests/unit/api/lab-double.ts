/** A lab with two calls and one stream that mean something; asking for anything else is a fault of the test. */
import { Failure } from '../../../core/files/failure.ts'
import type { Curve } from '../../../core/store/run.ts'
import type { LabHandlers } from '../../../core/api/server.ts'

export interface LabDouble {
  handlers: LabHandlers
  /** Changes the state that the stream `curves` shows: one curve with this many points. */
  show(points: number): void
  /** Reads of the stream, and views that are open. */
  counts: { reads: number; open: number }
  stopped: string[]
}

export function curveOf(points: number): Curve {
  return {
    run: 'r1',
    series: 'trainLoss',
    steps: Float64Array.from({ length: 3 }, (_, index) => index),
    x: Float64Array.from({ length: 3 }, (_, index) => index),
    low: new Float64Array([0.5, Number.NaN, 0.25]),
    high: new Float64Array(3),
    line: new Float64Array(3),
    recent: new Float64Array(3),
    width: 1,
    points,
    end: 2,
    gaps: [],
    making: null,
  }
}

export function labDouble(): LabDouble {
  let points = 0
  const watchers = new Set<() => void>()
  const counts = { reads: 0, open: 0 }
  const stopped: string[] = []
  const absent = (): never => {
    throw new Error('not part of this double')
  }
  const calls: LabHandlers['calls'] = {
    'system.report': absent,
    'presets.list': () => [],
    'recipes.list': absent,
    'charts.arrange': absent,
    'designs.save': absent,
    'designs.remove': absent,
    'designs.restore': absent,
    'designs.purge': absent,
    'designs.history': absent,
    'versions.save': absent,
    'versions.rename': absent,
    'versions.remove': absent,
    'versions.restore': absent,
    'versions.purge': absent,
    'networks.export': absent,
    'library.copy': absent,
    'library.sizes': absent,
    'library.check': absent,
    'library.backUp': absent,
    'library.move': absent,
    'library.cancel': absent,
    'library.leave': absent,
    'sql.schema': absent,
    'runs.write': absent,
    'runs.unpack': absent,
    'events.look': absent,
    'events.import': absent,
    'events.cancel': absent,
    'runs.cancelUnpack': absent,
    'exports.cancel': absent,
    'queue.follow': absent,
    'inspections.start': absent,
    'studies.templates': absent,
    'studies.make': absent,
    'studies.scales': absent,
    'studies.compose': absent,
    'studies.branch': absent,
    'studies.kept': absent,
    'studies.import': absent,
    'studies.foresee': absent,
    'studies.start': absent,
    'studies.set': absent,
    'studies.extend': absent,
    'studies.remove': absent,
    'studies.restore': absent,
    'studies.report': absent,
    'studies.write': absent,
    'inspections.foresee': absent,
    'inspections.labels': absent,
    'inspections.maps': absent,
    'inspections.neighbours': absent,
    'inspections.predictedUse': absent,
    'inspections.writeFeatures': absent,
    'inspections.cancel': absent,
    'inspections.errors': absent,
    'inspections.ensemble': absent,
    'sweeps.foresee': absent,
    'sweeps.start': absent,
    'sweeps.set': absent,
    'sweeps.extend': absent,
    'sweeps.remove': absent,
    'sweeps.write': absent,
    'runs.start': absent,
    'runs.import': absent,
    'weights.look': absent,
    'weights.preview': absent,
    'weights.cancel': absent,
    'runs.predict': absent,
    'designs.times': absent,
    'machine.measure': absent,
    'machine.cancel': absent,
    'firstBatch.start': absent,
    'firstBatch.cancel': absent,
    'runs.readLog': absent,
    'runs.removeCheckpoints': absent,
    'runs.pause': absent,
    'runs.resume': absent,
    'runs.extend': absent,
    'runs.scaleRate': absent,
    'runs.branch': absent,
    'runs.revive': absent,
    'runs.measureHistograms': absent,
    'runs.stop': ({ id }) => {
      if (id === 'gone') throw new Failure('no-run', 'There is no run "gone".', 'Choose another run.')
      stopped.push(id)
      return null
    },
    'runs.remark': absent,
    'views.save': absent,
    'views.remove': absent,
    'runs.remove': absent,
    'runs.restore': absent,
    'runs.purge': absent,
    'queue.move': absent,
    'queue.set': absent,
    'datasets.download': absent,
    'datasets.cancel': absent,
    'datasets.remove': absent,
    'datasets.images': () => ({ labels: new Int32Array([6, 9]), pixels: new Uint8Array([1, 2, 3]) }),
    'datasets.sample': () => ({ labels: new Int32Array([6, 9]), pixels: new Uint8Array([1, 2, 3]) }),
    'lab.close': () => new Promise<null>(() => {}),
  }
  const streams: LabHandlers['streams'] = {
    designs: absent,
    versions: absent,
    views: absent,
    chartLayouts: absent,
    runs: absent,
    run: absent,
    checkpoints: absent,
    libraryTask: absent,
    sql: absent,
    queue: absent,
    sweeps: absent,
    sweep: absent,
    bin: absent,
    datasets: absent,
    lab: absent,
    machine: absent,
    firstBatch: absent,
    import: absent,
    unpacking: absent,
    events: absent,
    export: absent,
    inspection: absent,
    inspections: absent,
    studies: absent,
    study: absent,
    telemetry: absent,
    telemetryLines: absent,
    histograms: absent,
    groupCurves: absent,
    curves: (_parameters, changed) => {
      watchers.add(changed)
      counts.open += 1
      return {
        read: () => {
          counts.reads += 1
          return [curveOf(points)]
        },
        dispose: () => {
          watchers.delete(changed)
          counts.open -= 1
        },
      }
    },
  }
  return {
    handlers: { calls, streams },
    show(next) {
      points = next
      for (const changed of watchers) changed()
    },
    counts,
    stopped,
  }
}
