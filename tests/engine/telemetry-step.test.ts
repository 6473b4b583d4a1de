/** A measured step is the very same step: state, loss and error bit for bit, whatever the recipe; and what it measures is what happened. */
import { beforeAll, describe, expect, it } from 'vitest'
import { completed, type Architecture } from '../../core/architecture/architecture.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import { telemetryLayout } from '../../core/graph/telemetry-layout.ts'
import type { NetworkState, ProgramRequest, TrainingProgram } from '../../core/tensorflow/program.ts'
import type { RecipeInput } from '../../core/recipe/recipe.ts'
import { disposedPrograms } from './disposed-programs.ts'
import { graphOf, nativeBinding, randomDataset, recipeWith } from './native.ts'

const net: Architecture = completed({
  name: 'net',
  input: { height: 16, width: 16, channels: 3 },
  stem: { kind: 'conv', kernel: 3, width: 8, stride: 1, pool: null },
  stages: [
    { kind: 'basic', layers: 2, blocks: 3, width: 8, stride: 1, shortcut: 'B' },
    { kind: 'basic', layers: 2, blocks: 2, width: 16, stride: 2, shortcut: 'B' },
  ],
  head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 10 },
})
const graph = graphOf(net)
const layout = telemetryLayout(graph)

const recipes: Record<string, Partial<RecipeInput>> = {
  SGD: {},
  'Nesterov with clipping': {
    optimizer: { kind: 'sgd', momentum: 0.9, nesterov: true, weightDecay: 1e-4 },
    gradientClip: 0.5,
  },
  'AdamW with an average of weights': {
    optimizer: { kind: 'adamw', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 },
    averaging: { kind: 'ema', decay: 0.9 },
  },
  'LARS over two passes': { optimizer: { kind: 'lars', momentum: 0.9, trust: 0.01, weightDecay: 1e-4 }, accumulation: 2 },
  'blocks computed again': { activationCheckpointing: { kind: 'block' } },
  'blocks left out': { dropPath: 0.5 },
  bfloat16: { precision: 'bfloat16' },
  'float16 with a scaled loss': { precision: 'float16' },
}

let binding: Binding
beforeAll(() => {
  binding = nativeBinding()
})
const open = disposedPrograms()

function program(change: Partial<RecipeInput>, telemetryEvery = 1, more: Partial<ProgramRequest> = {}): TrainingProgram {
  const dataset = randomDataset({ ...net.input, classes: 10 }, { train: 64, test: 8 })
  const recipe = recipeWith({ batchSize: 16, telemetryEvery, ...change })
  const made = createNativeProgram(binding, 'native', { graph, dataset, recipe, totalSteps: 10, ...more })
  open.push(made)
  return made
}

describe('a measured step leaves the very same state', () => {
  for (const [name, change] of Object.entries(recipes)) {
    it(name, () => {
      const measured = program(change)
      const other = program(change, 0)
      for (let step = 0; step < 3; step++) {
        const before = measured.readState()
        const seen = measured.step({ step, rate: 0.05, telemetry: true })
        const plain = other.step({ step, rate: 0.05, telemetry: false })
        expect({ ...seen, telemetry: null }).toEqual(plain)
        expect(differences(measured.readState(), other.readState())).toEqual([])
        expect(seen.telemetry).toHaveLength(layout.length)
        if (!seen.skipped) expectChanges(seen.telemetry ?? new Float32Array(), before, measured.readState())
      }
    })
  }

  it('shared by two devices', () => {
    const devices = ['/CPU:0', '/CPU:0']
    const measured = program({}, 1, { devices })
    const other = program({}, 0, { devices })
    const seen = measured.step({ step: 0, rate: 0.05, telemetry: true })
    expect({ ...seen, telemetry: null }).toEqual(other.step({ step: 0, rate: 0.05, telemetry: false }))
    expect(differences(measured.readState(), other.readState())).toEqual([])
    expect(seen.telemetry?.every(Number.isFinite)).toBe(true)
  })
})

it('a step that is left out is measured too, with nothing changed', () => {
  const measured = program({})
  const state = measured.readState()
  const weights = state.get('head.fc.weights')
  if (weights === undefined) throw new Error('There are no such weights.')
  weights.values[0] = Infinity
  measured.writeState(state)
  const seen = measured.step({ step: 0, rate: 0.05, telemetry: true })
  expect(seen.skipped).toBe(true)
  expect(differences(measured.readState(), state)).toEqual([])
  const at = (quantity: string, of: string): number =>
    seen.telemetry?.[layout.findIndex((entry) => entry.quantity === quantity && entry.of === of)] ?? NaN
  expect(at('weightNorm', 'head.fc')).toBe(Infinity)
  expect(at('updateRatio', 'stem.conv')).toBe(0)
  expect(at('responseStd', 'stem.conv')).toBeGreaterThan(0)
})

describe('histograms', () => {
  for (const [name, change] of Object.entries({ 'one pass': {}, 'two passes': { accumulation: 2 } })) {
    it(`change nothing, in steps of ${name}`, () => {
      const measured = program(change)
      const other = program(change)
      measured.step({ step: 0, rate: 0.05, telemetry: false })
      other.step({ step: 0, rate: 0.05, telemetry: false })
      const histograms = measured.measureHistograms(1)
      expect(histograms).toHaveLength(3 * layout.filter(({ quantity }) => quantity === 'weightNorm').length)
      expect(histograms.every(({ step }) => step === 2)).toBe(true)
      expect(differences(measured.readState(), other.readState())).toEqual([])
      expect(measured.step({ step: 1, rate: 0.05, telemetry: false })).toEqual(
        other.step({ step: 1, rate: 0.05, telemetry: false }),
      )
      expect(differences(measured.readState(), other.readState())).toEqual([])
    })
  }

  it('are none where the recipe has telemetry off', () => {
    expect(program({}, 0).measureHistograms(0)).toEqual([])
  })
})

/** Norms of the weights and of their change, from the states before and after. */
function expectChanges(telemetry: Float32Array, before: NetworkState, after: NetworkState): void {
  layout.forEach(({ quantity, of }, index) => {
    if (quantity !== 'weightNorm' && quantity !== 'updateRatio') return
    const old = before.get(`${of}.weights`)?.values ?? new Float32Array()
    const changed = after.get(`${of}.weights`)?.values.map((value, at) => value - (old[at] ?? NaN)) ?? new Float32Array()
    const expected = quantity === 'weightNorm' ? norm(old) : norm(changed) / norm(old)
    expect(Math.abs((telemetry[index] ?? NaN) - expected), `${quantity} of ${of}`).toBeLessThanOrEqual(1e-4 * expected)
  })
}

function norm(values: Float32Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0))
}

/** Names of what is not the same bit for bit. */
function differences(a: NetworkState, b: NetworkState): string[] {
  expect([...a.keys()]).toEqual([...b.keys()])
  return [...a].flatMap(([name, { values }]) =>
    Buffer.from(values.buffer).equals(Buffer.from(b.get(name)?.values.buffer ?? new ArrayBuffer())) ? [] : [name],
  )
}
