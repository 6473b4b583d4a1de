/**
 * Edits of several stages at once. A selection is the positions of stages, ascending, each once; positions where there is no stage do
 * nothing. Pure, as in `edit.ts`.
 */
import type { Architecture } from './architecture.ts'
import { blockRule, takesShortcut, type Stage, type StageKind } from './blocks.ts'
import type { Shortcut } from './blocks/shortcut.ts'
import { changed, withStages } from './edit.ts'
import { mostStages } from './limits.ts'

export type Selection = readonly number[]

/** Replaces fields of each selected stage, by what `changes` says of it. */
export function changeStages(
  architecture: Architecture,
  selection: Selection,
  changes: (stage: Stage) => Partial<Stage>,
): Architecture {
  return eachSelected(architecture, selection, (stage) => changed(stage, changes(stage)))
}

/** Makes the selected stages of another kind, keeping blocks, width, stride and, between residual kinds, the shortcut option. */
export function convertStages(architecture: Architecture, selection: Selection, kind: StageKind): Architecture {
  return eachSelected(architecture, selection, (stage) =>
    stage.kind === kind ? stage : blockRule(kind).from(stage, shortcutFor(stage)),
  )
}

/** The same layers without shortcuts, in the selected stages. */
export function makePlain(architecture: Architecture, selection: Selection): Architecture {
  return eachSelected(architecture, selection, (stage) => blockRule(stage.kind).plain(stage))
}

export function selectedStages({ stages }: Architecture, selection: Selection): Stage[] {
  return stages.filter((_, at) => selection.includes(at))
}

/** Puts stages in before position `at`. The same architecture where that would be more than can be. */
export function insertStages(architecture: Architecture, at: number, added: readonly Stage[]): Architecture {
  const { stages } = architecture
  if (stages.length + added.length > mostStages) return architecture
  return withStages(architecture, [...stages.slice(0, at), ...added, ...stages.slice(at)])
}

/** Repeats the selected stages after the last of them, at stride 1, so that the resolution stays. The same architecture where that would be more than can be. */
export function duplicateStages(architecture: Architecture, selection: Selection): Architecture {
  const copies = selectedStages(architecture, selection).map((stage) => ({ ...stage, stride: 1 }))
  return insertStages(architecture, (selection.at(-1) ?? -1) + 1, copies)
}

export function removeStages(architecture: Architecture, selection: Selection): Architecture {
  return withStages(
    architecture,
    architecture.stages.filter((_, at) => !selection.includes(at)),
  )
}

/** Takes the selected stages out and puts them, side by side, before the one that stands at `before`; `stages.length` is the end. */
export function moveStages(architecture: Architecture, selection: Selection, before: number): Architecture {
  const { stages } = architecture
  const left = (stage: Stage, at: number): Stage[] => (selection.includes(at) ? [] : [stage])
  const moved = selectedStages(architecture, selection)
  const next = [
    ...stages.slice(0, before).flatMap(left),
    ...moved,
    ...stages.slice(before).flatMap((stage, at) => left(stage, before + at)),
  ]
  return next.every((stage, at) => stage === stages[at]) ? architecture : withStages(architecture, next)
}

/** Where the selected stages stand once they were moved. */
export function selectionAfterMove(selection: Selection, before: number): number[] {
  const first = before - selection.filter((at) => at < before).length
  return selection.map((_, at) => first + at)
}

function eachSelected(architecture: Architecture, selection: Selection, change: (stage: Stage) => Stage): Architecture {
  return withStages(
    architecture,
    architecture.stages.map((stage, at) => (selection.includes(at) ? change(stage) : stage)),
  )
}

/** What its shortcuts become in another kind: the usual option where its kind has none. */
function shortcutFor(stage: Stage): Shortcut {
  return takesShortcut(stage) ? stage.shortcut : 'B'
}
