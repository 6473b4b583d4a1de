/** Commands on the selected stages. */
import type { Selection } from '../../../core/architecture/edit-selection.ts'
import { mostStages } from '../../../core/architecture/limits.ts'
import { whyNotMerge, whyNotSplit } from '../../../core/architecture/split-merge.ts'
import { stagesName } from '../../../core/architecture/stage-words.ts'
import type { Command } from '../../app/command-registry.ts'
import { useDocument } from '../../stores/document.ts'
import type { StageClipboard } from './stage-clipboard.ts'

export function stageCommands(clipboard: StageClipboard): Command[] {
  const document = useDocument()

  const noDesign = (): string | null => (document.architecture === null ? 'no design is open' : null)
  const noStage = (): string | null => noDesign() ?? (document.selection.length > 0 ? null : 'no stage is selected')
  /** `the selected stage`, `the 3 selected stages` */
  const what = (): string =>
    document.selection.length > 1 ? `the ${document.selection.length} selected stages` : 'the selected stage'
  const full = (more: number): string | null =>
    (document.architecture?.stages.length ?? 0) + more > mostStages ? `${mostStages} stages are the most` : null

  /** One alone is merged with what comes after it. */
  function together(): Selection {
    const [only, ...others] = document.selection
    return only !== undefined && others.length === 0 ? [only, only + 1] : document.selection
  }
  /** The block before which the selected stage is split: the unfolded one, else the middle. */
  const splitAt = (): number | undefined => (document.open !== null && document.open > 0 ? document.open : undefined)
  const onlyOne = (): string | null => noStage() ?? (document.selection.length > 1 ? 'more than one stage is selected' : null)

  function placeForNew(): number {
    const last = document.selection.at(-1)
    if (last !== undefined) return last + 1
    return document.selected === 'stem' ? 0 : (document.architecture?.stages.length ?? 0)
  }
  const extend = (by: number): void => {
    if (typeof document.selected === 'number') document.select(document.selected + by, 'to')
  }
  const first = (): number => document.selection[0] ?? 0
  const last = (): number => document.selection.at(-1) ?? 0
  const stages = (): number => document.architecture?.stages.length ?? 0

  return [
    {
      id: 'design.add-stage',
      title: () => 'Add a stage',
      off: () => noDesign() ?? full(1),
      run: () => document.insertStage(placeForNew()),
    },
    {
      id: 'design.select-all',
      title: () => 'Select all stages',
      keys: 'Mod+A',
      off: () => noDesign() ?? (stages() > 0 ? null : 'it has no stages'),
      run: document.selectAll,
    },
    {
      id: 'design.select-left',
      title: () => 'Select the stage before too',
      keys: 'Shift+ArrowLeft',
      elsewhere: true,
      off: () => noStage() ?? (document.selected === 0 ? 'nothing stands before' : null),
      run: () => extend(-1),
    },
    {
      id: 'design.select-right',
      title: () => 'Select the stage after too',
      keys: 'Shift+ArrowRight',
      elsewhere: true,
      off: () => noStage() ?? (document.selected === stages() - 1 ? 'nothing stands after' : null),
      run: () => extend(1),
    },
    {
      id: 'design.copy-stages',
      title: () => `Copy ${what()} as text`,
      keys: 'Mod+C',
      elsewhere: true,
      off: noStage,
      run: clipboard.copy,
    },
    {
      id: 'design.cut-stages',
      title: () => `Cut ${what()}`,
      keys: 'Mod+X',
      elsewhere: true,
      off: noStage,
      run: clipboard.cut,
    },
    {
      id: 'design.paste-stages',
      title: () => 'Paste stages',
      keys: 'Mod+V',
      elsewhere: true,
      also: 'clipboard insert',
      off: () => noDesign() ?? full(1),
      run: clipboard.paste,
    },
    {
      id: 'design.duplicate-stages',
      title: () => `Duplicate ${what()}`,
      keys: 'Mod+D',
      off: () => noStage() ?? full(document.selection.length),
      run: () => document.duplicateStages(document.selection),
    },
    {
      id: 'design.split-stage',
      title: () => `Split ${what()} ${splitAt() === undefined ? 'in halves' : `before block ${(splitAt() ?? 0) + 1}`}`,
      keys: 'Mod+Shift+J',
      also: 'divide two',
      off: () => onlyOne() ?? (document.architecture && whyNotSplit(document.architecture, first())),
      run: () => document.splitStage(first(), splitAt()),
    },
    {
      id: 'design.merge-stages',
      title: () => (document.selection.length > 1 ? `Merge ${what()}` : 'Merge the selected stage with the next'),
      keys: 'Mod+J',
      also: 'join one',
      off: () => noStage() ?? (document.architecture && whyNotMerge(document.architecture, together())),
      run: () => document.mergeStages(together()),
    },
    {
      id: 'design.move-left',
      title: () => `Move ${what()} left`,
      keys: 'Alt+ArrowLeft',
      elsewhere: true,
      also: 'earlier before',
      off: () => noStage() ?? (last() < document.selection.length ? 'nothing stands before' : null),
      run: () => document.moveStages(document.selection, Math.max(0, first() - 1)),
    },
    {
      id: 'design.move-right',
      title: () => `Move ${what()} right`,
      keys: 'Alt+ArrowRight',
      elsewhere: true,
      also: 'later after',
      off: () => noStage() ?? (first() >= stages() - document.selection.length ? 'nothing stands after' : null),
      run: () => document.moveStages(document.selection, Math.min(stages(), last() + 2)),
    },
    {
      id: 'design.remove-stages',
      title: () => `Remove ${what()}`,
      keys: 'Delete',
      elsewhere: true,
      off: noStage,
      run: () => document.removeStages(document.selection),
    },
    {
      id: 'design.plain-stages',
      title: () => `Leave the shortcuts out of ${what()} (plain)`,
      off: noStage,
      run: () => document.makePlain(document.selection),
    },
  ]
}

/** What a screen reader says of the selection, when it is more than the part under the keys. */
export function selectionWords(selection: Selection): string {
  return selection.length > 1 ? `${stagesName(selection)} selected` : ''
}
