/**
 * Normalization and activation before each convolution (He et al. 2016b, figure 1b), in every stage whose kind has an order. Projections are bare then,
 * and so is the stem; what the last addition gives is normalized and activated by the head (there, section 4.1 and appendix).
 */
import { z } from 'zod'
import type { Architecture } from '../architecture.ts'
import type { Stage } from '../blocks.ts'
import type { Projection } from '../blocks/shortcut.ts'
import { changed } from '../edit.ts'
import { headRule } from '../heads.ts'
import type { Activating } from '../part-rule.ts'
import { placeName } from '../problem.ts'
import { stemRule } from '../stems.ts'
import type { Applied, ChangeRule, Unfollowed } from './change-rule.ts'
import { withChoice } from './stage-choice.ts'

const schema = z.strictObject({ kind: z.literal('pre-activation') })

export const preActivation = {
  schema,
  label: 'Pre-activation',
  note: 'BN and ReLU before each convolution of a block, and once more before the head',
  decides: 'order',
  offered: [{ kind: 'pre-activation' }],
  field: null,
  form: 'pre-activation',
  read: (text) => (text === 'pre-activation' ? { kind: 'pre-activation' } : null),
  words: () => 'pre-activation',
  apply(base) {
    const ordered = withChoice(base, 'order', 'pre-activation', 'order of pre-activation')
    const architecture = { ...ordered.architecture, stages: ordered.architecture.stages.map(withBareProjection) }
    const ends = withEnds(architecture)
    const unfollowed = [...ordered.unfollowed, ...pooledProblems(architecture), ...outerProblems(base), ...ends.unfollowed]
    return { architecture: ends.architecture, unfollowed }
  },
} satisfies ChangeRule<z.infer<typeof schema>>

/** What a stage of pre-activation has before each convolution; null for a stage of another order, or of a kind that has none. */
function activatingOf(stage: Stage | undefined): Activating | null {
  return stage !== undefined && 'order' in stage && stage.order === 'pre-activation' ? stage : null
}

/** How a stage projects, where it does. */
function projectionOf(stage: Stage): Projection | null {
  return 'projection' in stage && (stage.shortcut === 'B' || stage.shortcut === 'C') ? stage.projection : null
}

/** A projection reads what is normalized already. */
function withBareProjection(stage: Stage): Stage {
  const isBared = activatingOf(stage) !== null && projectionOf(stage) === 'normalized'
  return isBared ? changed(stage, { projection: 'bare' }) : stage
}

function pooledProblems({ stages }: Architecture): Unfollowed[] {
  return stages.flatMap((stage, place) =>
    activatingOf(stage) !== null && projectionOf(stage) === 'pooled'
      ? [
          {
            place,
            field: 'projection',
            message: `${placeName(place)}: a projection after average pooling keeps its normalization.`,
          },
        ]
      : [],
  )
}

/** Stem and head as the stages beside them need them. */
function withEnds(architecture: Architecture): Applied {
  const { stem, stages, head } = architecture
  const first = activatingOf(stages[0])
  const last = activatingOf(stages[stages.length - 1])
  const bare = stem === null || first === null ? stem : stemRule(stem.kind).besidePreActivation(stem, first)
  const closing = last === null ? head : headRule(head.kind).besidePreActivation(head, last)
  return {
    architecture: {
      ...architecture,
      ...(typeof bare !== 'string' && { stem: bare }),
      ...(typeof closing !== 'string' && { head: closing }),
    },
    unfollowed: [
      ...(typeof bare === 'string' ? [kept('stem', bare)] : []),
      ...(typeof closing === 'string' ? [kept('head', closing)] : []),
    ],
  }
}

function kept(place: 'stem' | 'head', why: string): Unfollowed {
  return { place, field: 'normalization', message: `${placeName(place)}: it stays as it is: ${why}.` }
}

function outerProblems({ levels }: Architecture): Unfollowed[] {
  if (levels === 1) return []
  return [{ place: 'file', field: 'levels', message: 'The shortcuts around stages keep the ReLU after their addition.' }]
}
