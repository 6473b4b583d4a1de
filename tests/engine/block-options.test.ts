/** Every kind of block in every option: one step of the training graph agrees with tfjs's autodiff. Kinds and options are those of the rules. */
import { beforeAll, describe, expect, it } from 'vitest'
import { completed, type Architecture } from '../../core/architecture/architecture.ts'
import { blockRule, stageKinds, type Stage, type StageKind } from '../../core/architecture/blocks.ts'
import { setStage } from '../../core/architecture/edit.ts'
import { fieldsOf, fieldText, type PartField } from '../../core/architecture/part-field.ts'
import { findProblems } from '../../core/architecture/problems.ts'
import type { Binding } from '../../core/tensorflow/binding.ts'
import { createEagerProgram } from '../../core/tensorflow/eager-program.ts'
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import type { ProgramRequest } from '../../core/tensorflow/program.ts'
import { disposedPrograms } from './disposed-programs.ts'
import { graphOf, nativeBinding, randomDataset, recipeWith, take } from './native.ts'

let binding: Binding
beforeAll(() => {
  binding = nativeBinding()
})

const open = disposedPrograms()

/** What is drawn differs between the interpreters: dropout is held against the same draws in dropout.test.ts. */
const isDrawn = (field: PartField<Stage>, stage: Stage): boolean => /dropout/i.test(`${field.caption} ${fieldText(field, stage)}`)

/** Of Inception's stages it is the base width, of which they have up to twelve times as many channels. */
const widthOf = (kind: StageKind): number => (kind === 'inception-mixed' || kind === 'inception-resnet' ? 2 : 8)

const firstOf = (kind: StageKind): Stage => blockRule(kind).from({ blocks: 2, width: widthOf(kind), stride: 2 }, 'B')

/** The stage with the `turn`-th choice of each of its fields, so that so many turns as the longest list has show every choice. */
function stageOf(kind: StageKind, turn: number): Stage {
  const rule = blockRule(kind)
  return rule.fields.reduce((stage, field) => {
    if (!fieldsOf(rule, stage).includes(field)) return stage
    const changed = { ...stage, ...changesOf(field, stage, turn) } as Stage
    return isDrawn(field, changed) ? stage : changed
  }, firstOf(kind))
}

function changesOf(field: PartField<Stage>, stage: Stage, turn: number): Partial<Stage> {
  switch (field.kind) {
    case 'choice': {
      const choices = field.choices(stage)
      const choice = choices[turn % choices.length]
      return choice === undefined ? {} : field.change(choice.value, stage)
    }
    case 'number': {
      const wanted = field.decimals === undefined ? 1 + (turn % 2) : 0.5
      return field.change(Math.min(field.max, Math.max(field.min, wanted)), stage)
    }
    case 'numbers':
      return field.change([4].slice(0, turn % 2))
  }
}

const turnsOf = (kind: StageKind): number => {
  const stage = firstOf(kind)
  return Math.max(2, ...blockRule(kind).fields.map((field) => (field.kind === 'choice' ? field.choices(stage).length : 2)))
}

/** With what its problems' buttons do: a stride where none can be, groups that do not divide. */
function trainable(stage: Stage): Architecture {
  let net = completed({
    name: 'one stage',
    input: { height: 8, width: 8, channels: 3 },
    stem: { kind: 'conv', kernel: 3, width: 8, stride: 1, pool: null },
    stages: [stage],
    head: { kind: 'linear', pool: 'global-average', hidden: [], classes: 4 },
  })
  for (let press = 0; press < 10; press++) {
    const error = findProblems(net).find(({ severity }) => severity === 'error')
    if (error === undefined) return net
    net = setStage(net, 0, { [error.field]: error.mend?.value })
  }
  throw new Error(`It cannot be mended: ${findProblems(net)[0]?.message}`)
}

/**
 * Largest difference over the largest number, or over a thousandth where all are less: the gradient of a bias before a normalization is 0, and
 * what is left of it is rounding.
 */
function differenceOf(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  const largest = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3)
  return Array.from(expected).reduce((most, value, at) => Math.max(most, Math.abs(value - (actual[at] ?? NaN))), 0) / largest
}

describe.each(stageKinds)('a stage of kind %s', (kind) => {
  it.each(Array.from({ length: turnsOf(kind) }, (_, turn) => turn))(
    'agrees with autodiff in its options, turn %i',
    async (turn) => {
      const net = trainable(stageOf(kind, turn))
      const dataset = randomDataset({ ...net.input, classes: 4 }, { train: 4, test: 2 })
      const recipe = recipeWith({ batchSize: 4 })
      const request: ProgramRequest = { graph: graphOf(net), dataset, recipe, totalSteps: 1 }
      const native = createNativeProgram(binding, 'native', request)
      const eager = await createEagerProgram('eager', request)
      open.push(native, eager)
      expect(take(native, 0).loss / take(eager, 0).loss).toBeCloseTo(1, 4)
      const expected = eager.readState()
      const actual = native.readState()
      const wrong = [...expected].flatMap(([name, { values }]) => {
        const difference = differenceOf(actual.get(name)?.values ?? [], values)
        return difference < 1e-3 ? [] : [`${name}: ${difference.toExponential(1)} of ${JSON.stringify(net.stages[0])}`]
      })
      expect(wrong).toEqual([])
    },
    120_000,
  )
})
