/**
 * What a person does to an architecture: pure functions that give a new one and share everything unchanged. None of them makes
 * an architecture that the file format refuses; whether it can be trained is another matter, which `findProblems` tells.
 * Those of several stages at once are in `edit-selection.ts`, splitting and merging in `split-merge.ts`.
 */
import type { Architecture } from './architecture.ts'
import { blockRule, firstStage, type Stage } from './blocks.ts'
import { headRule, type Head, type HeadKind } from './heads.ts'
import { nameWith } from '../text/names.ts'
import { mostStages } from './limits.ts'
import { stemRule, type Stem, type StemKind } from './stems.ts'

/** Replaces fields of a stage. Fields of another kind of stage are the caller's mistake: use `convertStages` first. */
export function setStage(architecture: Architecture, index: number, changes: Partial<Stage>): Architecture {
  return withStages(
    architecture,
    architecture.stages.map((stage, at) => (at === index ? changed(stage, changes) : stage)),
  )
}

/** A stem, stage or head with some of its fields replaced. Fields of another kind are the caller's mistake. */
export function changed<P extends object>(part: P, changes: Partial<P>): P {
  return { ...part, ...changes }
}

/** Replaces fields of the stem, all of its kind; without one there is nothing to replace. */
export function setStem(architecture: Architecture, changes: Partial<Stem>): Architecture {
  const { stem } = architecture
  return stem === null ? architecture : { ...architecture, stem: changed(stem, changes) }
}

/** Replaces fields of the head, all of its kind. */
export function setHead(architecture: Architecture, changes: Partial<Head>): Architecture {
  return { ...architecture, head: changed(architecture.head, changes) }
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
 * The same layers without shortcuts, of blocks and around stages (He et al. 2016, section 3.3). Option A's identity and zero padding have neither parameters
 * nor MACs, so there the counts are equal; projections go, and their counts with them.
 */
export function plainTwin(architecture: Architecture): Architecture {
  return withStages(
    { ...architecture, name: nameWith(architecture.name, ', plain twin'), levels: 1 },
    architecture.stages.map((stage) => blockRule(stage.kind).plain(stage)),
  )
}

export function withStages(architecture: Architecture, stages: Stage[]): Architecture {
  return { ...architecture, stages }
}
