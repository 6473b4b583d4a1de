/** What the benchmark's command line means. */
import { expect, test } from 'vitest'
import { engineNames } from '../../bench/engines.ts'
import { readOptions } from '../../bench/options.ts'

test('without options: seven networks trained in two precisions by all engines on the CPU, with all its instructions', () => {
  const { cases, engines, device, measures, instructions } = readOptions([])
  expect(cases).toHaveLength(14)
  expect(cases).toContainEqual({ net: 'plain-56', batch: 128, precision: 'bfloat16', phase: 'training' })
  expect(cases).toContainEqual({ net: 'resnet-34', batch: 16, precision: 'float32', phase: 'training' })
  expect([engines, device, measures, instructions]).toEqual([engineNames, 'cpu', [], 'all'])
})

test('other cases', () => {
  const { cases, engines, steps } = readOptions([
    '--net=vgg-16',
    '--batch=4',
    '--precision=float16',
    '--engines=stagecraft,keras',
    '--steps=8',
  ])
  expect(cases).toEqual([{ net: 'vgg-16', batch: 4, precision: 'float16', phase: 'training' }])
  expect([engines, steps]).toEqual([['stagecraft', 'keras'], 8])
})

test('trained and evaluated', () => {
  const { cases } = readOptions(['--net=resnet-20', '--precision=float32', '--phase=training,evaluation'])
  expect(cases.map(({ phase }) => phase)).toEqual(['training', 'evaluation'])
})

test('with AVX2 alone float32, which is all that every engine has there; more where it is asked for', () => {
  const precisionsOf = (...more: string[]): string[] =>
    readOptions(['--net=resnet-20', '--instructions=avx2', ...more]).cases.map(({ precision }) => precision)
  expect(precisionsOf()).toEqual(['float32'])
  expect(precisionsOf('--precision=bfloat16')).toEqual(['bfloat16'])
})

test('on a GPU, float16 too', () => {
  const { cases, device } = readOptions(['--gpu', '--net=resnet-20'])
  expect(device).toBe('gpu')
  expect(cases.map(({ precision }) => precision)).toEqual(['float32', 'bfloat16', 'float16'])
})

test.each([
  [['--precision=float8'], /--precision knows no "float8"/],
  [['--engines=jax'], /--engines knows no "jax"/],
  [['--phase=inference'], /--phase knows no "inference"/],
  [['--instructions=sse'], /--instructions is all or avx2, not "sse"/],
  [['--measure=speed'], /--measure knows no "speed"/],
  [['--net='], /--net names nothing/],
  [['--steps=0'], /--steps is a whole number from 1/],
  [['--batch=1.5'], /--batch is a whole number from 1/],
  [['--fast'], /--fast/],
])('%j is refused with its reason', (parameters, reason) => {
  expect(() => readOptions(parameters)).toThrow(reason)
})
