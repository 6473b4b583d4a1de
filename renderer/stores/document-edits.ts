/** What the Design view does to the design in view: core's pure edits, each named for the undo history. */
import type { ComputedRef } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import type { Problem } from '../../core/architecture/problem.ts'
import type { Stage, StageKind } from '../../core/architecture/blocks.ts'
import type { Head, HeadKind } from '../../core/architecture/heads.ts'
import type { Stem, StemKind } from '../../core/architecture/stems.ts'
import * as edit from '../../core/architecture/edit.ts'
import { visibleName } from '../../core/text/names.ts'
import { formatCount } from '../format.ts'
import { describeChange, differs } from '../views/design/change-labels.ts'
import type { PartId } from '../views/design/stack-layout.ts'
import { familyDepthOf } from '../views/design/published.ts'

export interface DocumentEdits {
  changeStage(index: number, changes: Partial<Stage>): void
  changeKind(index: number, kind: StageKind): void
  /** n of a design of 6n+2 layers: the same number of blocks in every stage. */
  setFamilyDepth(n: number): void
  insertStage(at: number): void
  duplicateStage(index: number): void
  removeStage(index: number): void
  moveStage(from: number, to: number): void
  changeStem(changes: Partial<Stem>): void
  /** Null takes the stem away. */
  changeStemKind(kind: StemKind | null): void
  changeInput(changes: Partial<Architecture['input']>): void
  changeHead(changes: Partial<Head>): void
  changeHeadKind(kind: HeadKind): void
  /** Does what a problem's button says: sets its field to the value that would be right. */
  mend(problem: Problem): void
  rename(name: string): void
}

/**
 * `change` records a new state under a label; `select` shows the part that an edit is about. `before` is the state that a label's
 * old value is taken from: while a gesture lasts, the one it began with.
 */
export function editsOf(
  architecture: ComputedRef<Architecture | null>,
  before: () => Architecture | null,
  change: (next: Architecture, label: string) => void,
  select: (part: PartId) => void,
): DocumentEdits {
  const changeWith = (make: (from: Architecture) => Architecture, label: string): void => {
    if (architecture.value) change(make(architecture.value), label)
  }

  function changeStage(index: number, changes: Partial<Stage>): void {
    const stage = architecture.value?.stages[index]
    if (stage && differs(stage, changes))
      changeWith(
        (from) => edit.setStage(from, index, changes),
        describeChange(`Stage ${index + 1}`, before()?.stages[index] ?? stage, changes),
      )
  }
  function changeKind(index: number, kind: StageKind): void {
    const stage = architecture.value?.stages[index]
    if (stage && stage.kind !== kind)
      changeWith((from) => edit.convertStage(from, index, kind), `Stage ${index + 1} kind ${stage.kind} → ${kind}`)
  }
  function setFamilyDepth(n: number): void {
    const from = before()
    const old = from ? familyDepthOf(from) : null
    changeWith(
      (now) => ({ ...now, stages: now.stages.map((stage) => ({ ...stage, blocks: n })) }),
      `All stages n ${old} → ${formatCount(n)}`,
    )
  }
  function insertStage(at: number): void {
    changeWith((from) => edit.insertStage(from, at), `Stage added at ${at + 1}`)
    select(at)
  }
  function duplicateStage(index: number): void {
    changeWith((from) => edit.duplicateStage(from, index), `Duplicate stage ${index + 1}`)
    select(index + 1)
  }
  function removeStage(index: number): void {
    changeWith((from) => edit.removeStage(from, index), `Stage ${index + 1} removed`)
    const left = architecture.value?.stages.length ?? 0
    select(left === 0 ? 'head' : Math.min(index, left - 1))
  }
  function moveStage(from: number, to: number): void {
    changeWith((now) => edit.moveStage(now, from, to), `Stage ${from + 1} moved to ${to + 1}`)
    select(to)
  }
  function changeStem(changes: Partial<Stem>): void {
    const stem = architecture.value?.stem
    if (stem && differs(stem, changes))
      changeWith((from) => ({ ...from, stem: { ...stem, ...changes } }), describeChange('Stem', stem, changes))
  }
  function changeStemKind(kind: StemKind | null): void {
    const old = architecture.value?.stem?.kind ?? null
    if (kind === old) return
    const label = kind === null ? 'Stem removed' : old === null ? 'Stem added' : `Stem kind ${old} → ${kind}`
    changeWith((from) => edit.convertStem(from, kind), label)
  }
  function changeInput(changes: Partial<Architecture['input']>): void {
    const input = architecture.value?.input
    if (input && differs(input, changes))
      changeWith((from) => ({ ...from, input: { ...from.input, ...changes } }), describeChange('Image', input, changes))
  }
  function changeHead(changes: Partial<Head>): void {
    const head = architecture.value?.head
    if (head && differs(head, changes))
      changeWith((from) => ({ ...from, head: { ...from.head, ...changes } }), describeChange('Head', head, changes))
  }
  function changeHeadKind(kind: HeadKind): void {
    const head = architecture.value?.head
    if (head && head.kind !== kind) changeWith((from) => edit.convertHead(from, kind), `Head kind ${head.kind} → ${kind}`)
  }
  /** Does what a problem's button says: sets its field to the value that would be right. */
  function mend({ place, field, mend: remedy }: Problem): void {
    if (!remedy) return
    const changes = { [field]: remedy.value }
    if (typeof place === 'number') changeStage(place, changes)
    else if (place === 'stem') changeStem(changes)
    else if (place === 'head') changeHead(changes)
    else if (place === 'input') changeInput(changes)
  }
  function rename(typed: string): void {
    const name = visibleName(typed)
    changeWith((from) => ({ ...from, name }), `Renamed to ${name}`)
  }

  return {
    changeStage,
    changeKind,
    setFamilyDepth,
    insertStage,
    duplicateStage,
    removeStage,
    moveStage,
    changeStem,
    changeStemKind,
    changeInput,
    changeHead,
    changeHeadKind,
    mend,
    rename,
  }
}
