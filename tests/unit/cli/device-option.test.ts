import { InvalidArgumentError } from 'commander'
import { expect, test } from 'vitest'
import { deviceText, parseDevice } from '../../../core/cli/device-option.ts'

test.each([
  ['auto', { kind: 'auto' }],
  ['cpu', { kind: 'cpu' }],
  ['gpu', { kind: 'gpu', gpus: [0] }],
  ['gpu:1', { kind: 'gpu', gpus: [1] }],
  ['gpu:0,1,3', { kind: 'gpu', gpus: [0, 1, 3] }],
  ['gpu:1,1', { kind: 'gpu', gpus: [1] }],
])('%s', (text, choice) => {
  expect(parseDevice(text)).toEqual(choice)
})

test.each(['', 'tpu', 'gpu:', 'gpu:a', 'gpu:-1', 'gpu:0,', 'cpu:0'])('%j is wrong use', (text) => {
  expect(() => parseDevice(text)).toThrow(InvalidArgumentError)
})

test('of a number that no GPU has it is told which there are', () => {
  expect(() => parseDevice('gpu:0,64')).toThrow('GPUs are different whole numbers from 0 to 63, as nvidia-smi counts.')
})

test('what is printed can be given again', () => {
  for (const text of ['auto', 'cpu', 'gpu:0', 'gpu:0,2']) expect(deviceText(parseDevice(text))).toBe(text)
})
