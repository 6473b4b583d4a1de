/** What the Design view does to the design in view: core's pure edits, each named for the undo history. */
import type { ComputedRef } from 'vue'
import type { Architecture } from '../../core/architecture/architecture.ts'
import type { Problem } from '../../core/architecture/problem.ts'
import type { Stage, StageKind } from '../../core/architecture/blocks.ts'
import type { Head, HeadKind } from '../../core/architecture/heads.ts'
import type { Stem, StemKind } from '../../core/architecture/stems.ts'
import * as edit from '../../core/architecture/edit.ts'
import * as several from '../../core/architecture/edit-selection.ts'
import { mergeStages, splitStage } from '../../core/architecture/split-merge.ts'
import { stagesName } from '../../core/architecture/stage-words.ts'
import { visibleName } from '../../core/text/names.ts'
import { formatCount } from '../format.ts'
import { headValues, stemValues } from '../../core/architecture/value-words.ts'
import { describeChange, describeStages, describeValues, differs } from '../views/design/change-labels.ts'
import { familyDepthOf } from '../../core/architecture/family.ts'
import type { DocumentSelection } from './document-selection.ts'

export interface DocumentEdits {
  /** Sets fields of each of these stages, as one step. */
  changeStages(stages: Selection, changes: (stage: Stage) => Partial<Stage>): void
  changeKind(stages: Selection, kind: StageKind): void
  makePlain(stages: Selection): void
  /** n of a design of 6n+2 layers: the same number of blocks in every stage. */
  setFamilyDepth(n: number): void
  insertStage(at: number): void
  /** Puts stages in before position `at`; says whether it did. */
  pasteStages(at: number, stages: readonly Stage[]): boolean
  duplicateStages(stages: Selection): void
  removeStages(stages: Selection, label?: string): void
  /** Puts them side by side before the stage at `before`; the number of stages is the end. */
  moveStages(stages: Selection, before: number): void
  /** Splits a stage before one of its blocks, or in halves. */
  splitStage(index: number, at?: number): void
  mergeStages(stages: Selection): void
  changeStem(changes: Partial<Stem>): void
  /** Null takes the stem away. */
  changeStemKind(kind: StemKind | null): void
  changeInput(changes: Partial<Architecture['input']>): void
  /** Fields of the design as a whole: initialization, shortcuts around stages. */
  changeDesign(changes: Partial<Architecture>): void
  changeHead(changes: Partial<Head>): void
  changeHeadKind(kind: HeadKind): void
  /** Does what a problem's button says: sets its field to the value that would be right. */
  mend(problem: Problem): void
  rename(name: string): void
}

type Selection = several.Selection

/**
 * `change` records a new state under a label; what an edit is about is selected. `before` is the state that a label's
 * old value is taken from: while a gesture lasts, the one it began with.
 */
export function editsOf(
  architecture: ComputedRef<Architecture | null>,
  before: () => Architecture | null,
  change: (next: Architecture, label: string) => void,
  { select, selectStages }: Pick<DocumentSelection, 'select' | 'selectStages'>,
): DocumentEdits {
  /** Whether the design changed: an edit that a variant cannot take is asked about first. */
  const changeWith = (make: (from: Architecture) => Architecture, label: string): boolean => {
    const now = architecture.value
    if (now) change(make(now), label)
    return architecture.value !== now
  }

  /** A step of its own only where something changes; named by what differs from the state that a gesture began with. */
  const changeSelected = (stages: Selection, make: (from: Architecture) => Architecture): void => {
    const now = architecture.value
    if (!now) return
    const next = make(now)
    if (JSON.stringify(next.stages) === JSON.stringify(now.stages)) return
    change(next, describeStages(stages, before() ?? now, next))
  }
  const changeStages: DocumentEdits['changeStages'] = (stages, changes) =>
    changeSelected(stages, (from) => several.changeStages(from, stages, changes))
  const changeKind = (stages: Selection, kind: StageKind): void =>
    changeSelected(stages, (from) => several.convertStages(from, stages, kind))
  const makePlain = (stages: Selection): void => changeSelected(stages, (from) => several.makePlain(from, stages))
  function setFamilyDepth(n: number): void {
    const from = before()
    const old = from ? familyDepthOf(from) : null
    changeWith(
      (now) => ({ ...now, stages: now.stages.map((stage) => ({ ...stage, blocks: n })) }),
      `All stages n ${old} → ${formatCount(n)}`,
    )
  }
  function insertStage(at: number): void {
    if (changeWith((from) => edit.insertStage(from, at), `Stage added at ${at + 1}`)) select(at)
  }
  function pasteStages(at: number, pasted: readonly Stage[]): boolean {
    const places = pasted.map((_, index) => at + index)
    const isDone = changeWith((from) => several.insertStages(from, at, pasted), `${stagesName(places)} pasted`)
    if (isDone) selectStages(places)
    return isDone
  }
  function duplicateStages(stages: Selection): void {
    if (changeWith((from) => several.duplicateStages(from, stages), `${stagesName(stages)} duplicated`))
      selectStages(stages.map((_, index) => (stages.at(-1) ?? 0) + 1 + index))
  }
  function removeStages(stages: Selection, label = `${stagesName(stages)} removed`): void {
    if (!changeWith((from) => several.removeStages(from, stages), label)) return
    const left = architecture.value?.stages.length ?? 0
    select(left === 0 ? 'head' : Math.min(stages[0] ?? 0, left - 1))
  }
  function moveStages(stages: Selection, to: number): void {
    const places = several.selectionAfterMove(stages, to)
    const label = `${stagesName(stages)} moved to ${(places[0] ?? 0) + 1}`
    if (changeWith((from) => several.moveStages(from, stages, to), label)) selectStages(places)
  }
  function split(index: number, at?: number): void {
    const blocks = architecture.value?.stages[index]?.blocks ?? 0
    if (changeWith((from) => splitStage(from, index, at), `Stage ${index + 1} of ${blocks} blocks split`))
      selectStages([index, index + 1])
  }
  function merge(stages: Selection): void {
    if (changeWith((from) => mergeStages(from, stages), `${stagesName(stages)} merged`)) select(stages[0] ?? 'head')
  }
  function changeStem(changes: Partial<Stem>): void {
    const stem = architecture.value?.stem
    if (!stem || !differs(stem, changes)) return
    const next = edit.changed(stem, changes)
    changeWith((from) => ({ ...from, stem: next }), describeValues('Stem', stemValues(before()?.stem ?? stem), stemValues(next)))
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
  function changeDesign(changes: Partial<Architecture>): void {
    const now = architecture.value
    if (now && differs(now, changes)) changeWith((from) => ({ ...from, ...changes }), describeChange('Design', now, changes))
  }
  function changeHead(changes: Partial<Head>): void {
    const head = architecture.value?.head
    if (!head || !differs(head, changes)) return
    const next = edit.changed(head, changes)
    changeWith((from) => ({ ...from, head: next }), describeValues('Head', headValues(before()?.head ?? head), headValues(next)))
  }
  function changeHeadKind(kind: HeadKind): void {
    const head = architecture.value?.head
    if (head && head.kind !== kind) changeWith((from) => edit.convertHead(from, kind), `Head kind ${head.kind} → ${kind}`)
  }
  /** Does what a problem's button says: sets its field to the value that would be right. */
  function mend({ place, field, mend: remedy }: Problem): void {
    if (!remedy) return
    const changes = { [field]: remedy.value }
    if (typeof place === 'number') changeStages([place], () => changes)
    else if (place === 'stem') changeStem(changes)
    else if (place === 'head') changeHead(changes)
    else if (place === 'input') changeInput(changes)
    else changeDesign(changes)
  }
  function rename(typed: string): void {
    const name = visibleName(typed)
    changeWith((from) => ({ ...from, name }), `Renamed to ${name}`)
  }

  return {
    changeStages,
    changeKind,
    makePlain,
    setFamilyDepth,
    insertStage,
    pasteStages,
    duplicateStages,
    removeStages,
    moveStages,
    splitStage: split,
    mergeStages: merge,
    changeStem,
    changeStemKind,
    changeInput,
    changeDesign,
    changeHead,
    changeHeadKind,
    mend,
    rename,
  }
}
