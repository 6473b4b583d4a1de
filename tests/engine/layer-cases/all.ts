/** Cases of every kind of layer that is neither convolution nor pooling, nor takes a part of a network for itself. */
import { activationCases } from './activations.ts'
import { joinCases } from './joins.ts'
import { stem, type LayerCase } from './layer-case.ts'
import { normalisationCases } from './normalisations.ts'

export const layerCases: Record<string, LayerCase> = {
  ...joinCases,
  ...activationCases,
  ...normalisationCases,
  dropout: { covers: ['dropout'], build: (net) => void net.append('dropout', 'd', { rate: 0.3 }, stem) },
}
