/** Non-linear functions of each number. */
import { stem, type LayerCase } from './layer-case.ts'

export const activationCases: Record<string, LayerCase> = {
  ReLU: { covers: ['relu'], build: (net) => void net.append('relu', 'r', {}, stem) },
  'leaky ReLU': { covers: ['leakyRelu'], build: (net) => void net.append('leakyRelu', 'r', { slope: 0.1 }, stem) },
  'leaky ReLU without a slope': { covers: ['leakyRelu'], build: (net) => void net.append('leakyRelu', 'r', { slope: 0 }, stem) },
  PReLU: { covers: ['prelu'], build: (net) => void net.append('prelu', 'r', {}, stem) },
  'PReLU of features': {
    covers: ['prelu'],
    build(net) {
      net.append('globalAveragePool', 'g', {}, stem)
      net.append('prelu', 'r', {}, stem)
    },
  },
  ELU: { covers: ['elu'], build: (net) => void net.append('elu', 'e', {}, stem) },
  SiLU: { covers: ['silu'], build: (net) => void net.append('silu', 's', {}, stem) },
  GELU: { covers: ['gelu'], build: (net) => void net.append('gelu', 'g', {}, stem) },
  sigmoid: { covers: ['sigmoid'], build: (net) => void net.append('sigmoid', 's', {}, stem) },
}
