/** Layers that bring several ways together, and those that scale one. */
import type { GraphBuilder } from '../../../core/graph/graph-builder.ts'
import { stem, type LayerCase } from './layer-case.ts'

/** A convolution of `input`, of its own width or another. */
function convOf(net: GraphBuilder, input: number, name: string, width = net.shapeOf(input)[2] ?? 1): number {
  return net.appendTo([input], 'conv', name, { kernel: 1, width, stride: 1, padding: 0, bias: true }, stem)
}

/** Branch, gate and shortcut, whose gradients all come to weights. */
function gated(net: GraphBuilder, of: 'both' | 'shortcut'): void {
  const shortcut = net.last
  const branch = convOf(net, shortcut, 'branch')
  convOf(net, shortcut, 'openness')
  const openness = net.append('sigmoid', 's', {}, stem)
  net.appendTo([branch, openness, shortcut], 'gate', 'g', { of }, stem)
}

export const joinCases: Record<string, LayerCase> = {
  'concatenation of two maps': {
    covers: ['concat'],
    build(net) {
      const first = net.last
      net.appendTo([first, convOf(net, first, 'second', 3)], 'concat', 'c', {}, stem)
    },
  },
  'concatenation of three maps, one of them twice': {
    covers: ['concat'],
    build(net) {
      const first = net.last
      const second = convOf(net, first, 'second', 1)
      net.appendTo([second, first, second], 'concat', 'c', {}, stem)
    },
  },
  'product of two maps': {
    covers: ['product'],
    build(net) {
      const first = net.last
      net.appendTo([first, convOf(net, first, 'second')], 'product', 'p', {}, stem)
    },
  },
  'product of a map and features: squeeze-and-excitation': {
    covers: ['product', 'sigmoid', 'globalAveragePool', 'linear'],
    build(net) {
      const map = net.last
      net.append('globalAveragePool', 'squeeze', {}, stem)
      net.append('linear', 'excite', { width: net.shapeOf(map)[2] ?? 1 }, stem)
      net.append('sigmoid', 's', {}, stem)
      net.appendTo([map, net.last], 'product', 'p', {}, stem)
    },
  },
  'gate of branch and shortcut': { covers: ['gate'], build: (net) => gated(net, 'both') },
  'gate of the shortcut': { covers: ['gate'], build: (net) => gated(net, 'shortcut') },
  'scale by a constant': { covers: ['scale'], build: (net) => void net.append('scale', 's', { factor: 0.17 }, stem) },
  'learned factor': { covers: ['scalar'], build: (net) => void net.append('scalar', 's', { initial: 1 }, stem) },
  'learned bias': { covers: ['bias'], build: (net) => void net.append('bias', 'b', { initial: 0 }, stem) },
}
