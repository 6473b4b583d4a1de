/**
 * What a person does to an architecture: pure functions that give a new one and share everything unchanged. None of them makes
 * an architecture that the file format refuses; whether it can be trained is another matter, which `findProblems` tells.
 */
import type { Architecture } from './architecture.ts'
import { blockRule, firstStage, takesShortcut, type Stage, type StageKind } from './blocks.ts'
import type { Shortcut } from './blocks/shortcut.ts'
import { headRule, type HeadKind } from './heads.ts'
import { nameWith } from '../text/names.ts'
import { mostStages } from './limits.ts'
import { stemRule, type StemKind } from './stems.ts'

/** Replaces fields of a stage. Fields of another kind of stage are the caller's mistake: use `convertStage` first. */
export function setStage(architecture: Architecture, index: number, changes: Partial<Stage>): Architecture {
  return withStages(
    architecture,
    // A spread of a union's partial loses the pairing of kind and fields, which the caller keeps.
    architecture.stages.map((stage, at) => (at === index ? ({ ...stage, ...changes } as Stage) : stage)),
  )
}

/** Makes a stage of another kind, keeping blocks, width, stride and, between residual kinds, the shortcut option. */
export function convertStage(architecture: Architecture, index: number, kind: StageKind): Architecture {
  return withStages(
    architecture,
    architecture.stages.map((stage, at) =>
      at === index && stage.kind !== kind ? blockRule(kind).from(stage, shortcutFor(stage)) : stage,
    ),
  )
}

/** Makes the stem of another kind, keeping what both have; null takes it away. */
export function convertStem(architecture: Architecture, kind: StemKind | null): Architecture {
  const { stem } = architecture
  if (kind === (stem?.kind ?? null)) return architecture
  return { ...architecture, stem: kind === null ? null : stemRule(kind).from(stem ?? {}) }
}

/** Makes the head of another kind, keeping what both have. */
export function convertHead(architecture: Architecture, kind: HeadKind): Architecture {
  const { head } = architecture
  return kind === head.kind ? architecture : { ...architecture, head: headRule(kind).from(head) }
}

/**
 * Adds a stage before position `at`: like the one before it at stride 1, or CIFAR's first where there is none. The same
 * architecture where there are as many as can be.
 */
export function insertStage(architecture: Architecture, at: number): Architecture {
  if (architecture.stages.length >= mostStages) return architecture
  const before = architecture.stages[at - 1] ?? architecture.stages[0]
  const stage: Stage = before === undefined ? firstStage : { ...before, stride: 1 }
  return withStages(architecture, [...architecture.stages.slice(0, at), stage, ...architecture.stages.slice(at)])
}

/**
 * Repeats a stage after itself, at stride 1, so that the resolution stays. The same architecture where there are as many as can
 * be.
 */
export function duplicateStage(architecture: Architecture, index: number): Architecture {
  if (architecture.stages.length >= mostStages) return architecture
  return withStages(
    architecture,
    architecture.stages.flatMap((stage, at) => (at === index ? [stage, { ...stage, stride: 1 }] : [stage])),
  )
}

export function removeStage(architecture: Architecture, index: number): Architecture {
  return withStages(
    architecture,
    architecture.stages.filter((_, at) => at !== index),
  )
}

/** Takes the stage at `from` out and puts it where it then has position `to`. */
export function moveStage(architecture: Architecture, from: number, to: number): Architecture {
  const stage = architecture.stages[from]
  if (stage === undefined || from === to) return architecture
  const rest = architecture.stages.filter((_, at) => at !== from)
  return withStages(architecture, [...rest.slice(0, to), stage, ...rest.slice(to)])
}

/**
 * The same layers without shortcuts (He et al. 2016, section 3.3). Option A's identity and zero padding have neither parameters
 * nor MACs, so there the counts are equal; projections go, and their counts with them.
 */
export function plainTwin(architecture: Architecture): Architecture {
  return {
    ...architecture,
    name: nameWith(architecture.name, ', plain twin'),
    stages: architecture.stages.map((stage) => blockRule(stage.kind).plain(stage)),
  }
}

/** What its shortcuts become in another kind: the usual option where its kind has none. */
function shortcutFor(stage: Stage): Shortcut {
  return takesShortcut(stage) ? stage.shortcut : 'B'
}

function withStages(architecture: Architecture, stages: Stage[]): Architecture {
  return { ...architecture, stages }
}
