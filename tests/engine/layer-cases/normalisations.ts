import { stem, type LayerCase } from './layer-case.ts'

export const normalisationCases: Record<string, LayerCase> = {
  'batch normalisation': { covers: ['batchNorm'], build: (net) => void net.append('batchNorm', 'bn', {}, stem) },
  'group normalisation': { covers: ['groupNorm'], build: (net) => void net.append('groupNorm', 'gn', { groups: 2 }, stem) },
  'layer normalisation': { covers: ['groupNorm'], build: (net) => void net.append('groupNorm', 'ln', { groups: 1 }, stem) },
  'instance normalisation': {
    covers: ['groupNorm'],
    build: (net) => void net.append('groupNorm', 'in', { groups: 'channels' }, stem),
  },
  'local response normalisation': {
    covers: ['localResponseNorm'],
    build: (net) => void net.append('localResponseNorm', 'lrn', { size: 5, alpha: 0.6, beta: 0.75, k: 2 }, stem),
  },
}
