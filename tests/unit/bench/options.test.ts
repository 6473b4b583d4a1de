/** What the benchmark's command line means. */
import { expect, test } from 'vitest'
import { engineNames } from '../../bench/engines.ts'
import { readOptions } from '../../bench/options.ts'

test('without options: six networks in two precisions by all engines on the CPU', () => {
  const { cases, engines, device, measures } = readOptions([])
  expect(cases).toHaveLength(12)
  expect(cases).toContainEqual({ net: 'plain-56', batch: 128, precision: 'bfloat16' })
  expect(cases).toContainEqual({ net: 'resnet-50', batch: 16, precision: 'float32' })
  expect([engines, device, measures]).toEqual([engineNames, 'cpu', []])
})

test('other cases', () => {
  const { cases, engines, steps } = readOptions([
    '--net=vgg-16',
    '--batch=4',
    '--precision=float16',
    '--engines=stagecraft,keras',
    '--steps=8',
  ])
  expect(cases).toEqual([{ net: 'vgg-16', batch: 4, precision: 'float16' }])
  expect([engines, steps]).toEqual([['stagecraft', 'keras'], 8])
})

test('on a GPU, float16 too', () => {
  const { cases, device } = readOptions(['--gpu', '--net=resnet-20'])
  expect(device).toBe('gpu')
  expect(cases.map(({ precision }) => precision)).toEqual(['float32', 'bfloat16', 'float16'])
})

test.each([
  [['--precision=float8'], /--precision knows no "float8"/],
  [['--engines=jax'], /--engines knows no "jax"/],
  [['--measure=speed'], /--measure knows no "speed"/],
  [['--net='], /--net names nothing/],
  [['--steps=0'], /--steps is a whole number from 1/],
  [['--batch=1.5'], /--batch is a whole number from 1/],
  [['--fast'], /--fast/],
])('%j is refused with its reason', (parameters, reason) => {
  expect(() => readOptions(parameters)).toThrow(reason)
})
