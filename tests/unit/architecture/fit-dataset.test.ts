/** Fitting a net to a data set changes its input and its classes, nothing else. */
import { expect, it } from 'vitest'
import { fitDataset, fitsDataset } from '../../../core/architecture/fit-dataset.ts'
import { lower } from '../../../core/architecture/lower.ts'
import { loadPreset } from '../../../core/architecture/presets.ts'

const resnet = await loadPreset('resnet-20')
if (resnet === null) throw new Error('There is no preset resnet-20.')
const cifar = { height: 32, width: 32, channels: 3, classes: 10 }
const digits = { height: 28, width: 28, channels: 1, classes: 10 }

it('leaves a net that fits as it is', () => {
  expect(fitsDataset(resnet, cifar)).toBe(true)
  expect(fitDataset(resnet, cifar)).toBe(resnet)
})

it('gives a net that takes the images and can be trained', () => {
  expect(fitsDataset(resnet, digits)).toBe(false)
  const fitted = fitDataset(resnet, digits)
  expect(fitsDataset(fitted, digits)).toBe(true)
  expect({ ...fitted, input: resnet.input }).toEqual(resnet)
  const lowered = lower(fitted)
  expect(lowered.ok && lowered.graph.layers[0]?.outputShape).toEqual([28, 28, 1])
})
