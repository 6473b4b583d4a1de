/** Normalization as an option of stems, stages and heads: its schema, its fields and its layer. */
import { z } from 'zod'
import { count } from '../fields.ts'
import type { PartField } from '../part-field.ts'
import { placeName, type PartPlace, type Problem } from '../problem.ts'
import { largestDivisor } from './groups.ts'
import { layer, type Step } from '../steps.ts'

const mostGroups = 1024
const named = z.enum(['batch', 'layer', 'instance', 'local-response', 'none'])

/** `{ "group": 8 }` is group normalization with 8 groups (Wu & He 2018). */
export const normalizationSchema = z.union([named, z.strictObject({ group: count(mostGroups) })])

export type Normalization = z.infer<typeof normalizationSchema>

interface Normalized {
  readonly normalization: Normalization
}

const choices = [
  { value: 'batch', label: 'batch' },
  { value: 'group', label: 'group' },
  { value: 'layer', label: 'layer' },
  { value: 'instance', label: 'instance' },
  { value: 'local-response', label: 'local response', title: 'over neighbouring channels, as AlexNet' },
  { value: 'none', label: 'none' },
]
const usualGroups = 8

/** `map`: of a head, which as a rule leaves the map as it is. */
export function normalizationFields<P extends Normalized>(map = false): PartField<P & Normalized>[] {
  return [
    {
      kind: 'choice',
      field: 'normalization',
      caption: 'Normalization',
      usual: map ? 'none' : 'batch',
      ...(map && { label: 'Normalization of the map' }),
      choices: () => choices,
      value: ({ normalization }) => (typeof normalization === 'string' ? normalization : 'group'),
      change: (value) =>
        ({ normalization: value === 'group' ? { group: usualGroups } : named.parse(value) }) as Partial<P & Normalized>,
      note: ({ normalization }) => (normalization === 'none' && !map ? 'convolutions have a bias instead' : ''),
    },
    {
      kind: 'number',
      field: 'normalization',
      caption: 'Groups',
      label: 'Groups of normalization',
      min: 1,
      max: mostGroups,
      applies: ({ normalization }) => typeof normalization !== 'string',
      value: ({ normalization }) => (typeof normalization === 'string' ? usualGroups : normalization.group),
      change: (group) => ({ normalization: { group } }) as Partial<P & Normalized>,
    },
  ]
}

/** The layer, called `bn` for batch normalization and `norm` for others, and what follows: `bn1`. None for none. `initialScale`: 0 where a branch is to begin as nothing. */
export function normalizationSteps(normalization: Normalization, ending: string, initialScale?: number): Step[] {
  if (typeof normalization !== 'string') return [layer('groupNorm', `norm${ending}`, { groups: normalization.group })]
  switch (normalization) {
    case 'batch':
      return [layer('batchNorm', `bn${ending}`, initialScale === undefined ? {} : { initialScale })]
    case 'layer':
      return [layer('groupNorm', `norm${ending}`, { groups: 1 })]
    case 'instance':
      return [layer('groupNorm', `norm${ending}`, { groups: 'channels' })]
    case 'local-response':
      // Krizhevsky et al. 2012, section 3.3; alpha as PyTorch divides it.
      return [layer('localResponseNorm', `norm${ending}`, { size: 5, alpha: 5e-4, beta: 0.75, k: 2 })]
    case 'none':
      return []
  }
}

/** Groups have equally many channels. `channels`: of what is normalised. */
export function normalizationProblems(normalization: Normalization, place: PartPlace, channels: number): Problem[] {
  if (typeof normalization === 'string' || channels % normalization.group === 0) return []
  const { group } = normalization
  const fitting = largestDivisor(channels, group)
  return [
    {
      severity: 'error',
      place,
      field: 'normalization',
      message: `${placeName(place)}: ${channels} channels cannot be normalized in ${group} groups of the same size.`,
      expected: `a number of groups that divides ${channels}`,
      actual: `${group} groups`,
      source: 'Wu & He 2018, section 3.1',
      mend: { label: fitting === 1 ? 'Set 1 group' : `Set ${fitting} groups`, value: { group: fitting } },
    },
  ]
}

/** Whether it adds an offset, so that a bias before it would do nothing. */
export function hasOffset(normalization: Normalization): boolean {
  return normalization !== 'none' && normalization !== 'local-response'
}

/** `, no BN`, `, group norm of 8`: empty for batch normalization, which is usual. */
export function normalizationText(normalization: Normalization): string {
  if (typeof normalization !== 'string') return `, group norm of ${normalization.group}`
  return { batch: '', layer: ', layer norm', instance: ', instance norm', 'local-response': ', LRN', none: ', no BN' }[
    normalization
  ]
}
