/** Non-linear functions of each number. */
import { stem, type LayerCase } from './layer-case.ts'

export const activationCases: Record<string, LayerCase> = {
  sigmoid: { covers: ['sigmoid'], build: (net) => void net.append('sigmoid', 's', {}, stem) },
}
