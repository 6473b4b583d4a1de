/** What moves windows over a map: convolutions and poolings, with every option. */
import type { LayerConfigs } from '../../../core/graph/layers.ts'
import { stem, type LayerCase } from './layer-case.ts'

/** What differs from a 3×3 that keeps the size of its six channels. */
const convolutions: Readonly<Record<string, Partial<LayerConfigs['conv']>>> = {
  '1×7': { kernel: [1, 7], padding: [0, 3] },
  '7×1 with stride 2': { kernel: [7, 1], padding: [3, 0], stride: 2 },
  '1×3 with stride 2, without padding': { kernel: [1, 3], padding: 0, stride: 2 },
  '5×3 with another padding': { kernel: [5, 3], padding: [1, 2] },
  '3×3, dilation 2': { dilation: 2, padding: 2 },
  '3×3, dilation 2, padded beside only': { dilation: 2, padding: [0, 1] },
  '3×3, dilation 2, with stride 2': { dilation: 2, padding: 2, stride: 2 },
  '3×3, 2 groups': { groups: 2 },
  '3×3, 3 groups of two channels, with stride 2': { groups: 3, stride: 2 },
  '3×3, 2 groups, dilation 2': { groups: 2, dilation: 2, padding: 2 },
  '1×1, 2 groups, with stride 2': { kernel: 1, padding: 0, groups: 2, stride: 2 },
  'depthwise 3×3': { groups: 6 },
  'depthwise 3×3 with stride 2 and bias': { groups: 6, stride: 2, bias: true },
  'depthwise 5×5, dilation 2': { kernel: 5, groups: 6, dilation: 2, padding: 4 },
  'depthwise 3×1': { kernel: [3, 1], padding: [1, 0], groups: 6 },
  'depthwise 3×3 with two channels out for each': { groups: 6, width: 12 },
}

const poolings: Readonly<Record<string, LayerConfigs['maxPool']>> = {
  '2×2': { kernel: 2, stride: 2, padding: 0 },
  '2×2 whose windows leave out the edge': { kernel: 2, stride: 3, padding: 0 },
  '3×3 with stride 1': { kernel: 3, padding: 1, stride: 1 },
  '3×3 with stride 2': { kernel: 3, stride: 2, padding: 1 },
  '5×5 with stride 3 and uneven windows': { kernel: 5, stride: 3, padding: 2 },
  '2×2, padded by one': { kernel: 2, padding: 1, stride: 1 },
  '1×1 with stride 2': { kernel: 1, stride: 2, padding: 0 },
}

export const windowCases: Readonly<Record<string, LayerCase>> = {
  'convolution 3×3': {
    covers: ['input', 'conv'],
    build: (net) => net.append('conv', 'c', { kernel: 3, width: 5, stride: 1, padding: 1, bias: false }, stem),
  },
  'convolution 3×3 with stride 2': {
    covers: ['conv'],
    build: (net) => net.append('conv', 'c', { kernel: 3, width: 5, stride: 2, padding: 1, bias: false }, stem),
  },
  'convolution 1×1 with stride 2': {
    covers: ['conv'],
    build: (net) => net.append('conv', 'c', { kernel: 1, width: 5, stride: 2, padding: 0, bias: false }, stem),
  },
  'convolution 7×7 with stride 2': {
    covers: ['conv'],
    build: (net) => net.append('conv', 'c', { kernel: 7, width: 5, stride: 2, padding: 3, bias: false }, stem),
  },
  'convolution 3×3 with stride 2 over an odd side': {
    covers: ['conv'],
    build(net) {
      net.append('conv', 'odd', { kernel: 2, width: 5, stride: 1, padding: 0, bias: false }, stem)
      net.append('conv', 'c', { kernel: 3, width: 5, stride: 2, padding: 1, bias: false }, stem)
    },
  },
  'convolution 2×2 whose windows leave out the edge': {
    covers: ['conv'],
    build: (net) => net.append('conv', 'c', { kernel: 2, width: 5, stride: 4, padding: 0, bias: false }, stem),
  },
  'convolution with more padding than windows reach': {
    covers: ['conv'],
    build: (net) => net.append('conv', 'c', { kernel: 3, width: 5, stride: 5, padding: 1, bias: false }, stem),
  },
  'convolution 3×3 over a single pixel': {
    covers: ['conv'],
    build(net) {
      net.append('conv', 'one', { kernel: 6, width: 5, stride: 1, padding: 0, bias: false }, stem)
      net.append('conv', 'c', { kernel: 3, width: 5, stride: 2, padding: 1, bias: false }, stem)
    },
  },
  'convolution with bias': {
    covers: ['conv'],
    build: (net) => net.append('conv', 'c', { kernel: 3, width: 5, stride: 1, padding: 1, bias: true }, stem),
  },
  ...Object.fromEntries(
    Object.entries(convolutions).map(([name, config]): [string, LayerCase] => [
      `convolution ${name}`,
      {
        covers: ['conv'],
        build: (net) => net.append('conv', 'c', { kernel: 3, width: 6, stride: 1, padding: 1, bias: false, ...config }, stem),
      },
    ]),
  ),
  ...Object.fromEntries(
    Object.entries(poolings).flatMap(([name, config]): [string, LayerCase][] => [
      [`max-pooling ${name}`, { covers: ['maxPool'], build: (net) => net.append('maxPool', 'p', config, stem) }],
      ...[true, false].map((countsPadding): [string, LayerCase] => [
        `average pooling ${name}, padding ${countsPadding ? 'counted' : 'left out'}`,
        { covers: ['averagePool'], build: (net) => net.append('averagePool', 'p', { ...config, countsPadding }, stem) },
      ]),
    ]),
  ),
}
