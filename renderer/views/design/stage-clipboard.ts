/**
 * Stages on the clipboard, as text that a person can read. The keys of copy, cut and paste are the browser's own: it says them in events,
 * in which the text may be had without asking. From a menu or the palette the text goes by the clipboard's own interface.
 */
import { useEventListener } from '@vueuse/core'
import { onActivated, onDeactivated, ref, shallowRef, type ShallowRef } from 'vue'
import { selectedStages } from '../../../core/architecture/edit-selection.ts'
import { mostStages } from '../../../core/architecture/limits.ts'
import { stagesName } from '../../../core/architecture/stage-words.ts'
import { readStages, writeStages } from '../../../core/architecture/stages-text.ts'
import { isTyping } from '../../app/commands.ts'
import { useToast } from '../../app/toast.ts'
import { formatCounted } from '../../format.ts'
import { useDocument } from '../../stores/document.ts'

export interface StageClipboard {
  /** Why the last paste was refused, until it is closed. */
  readonly refused: ShallowRef<readonly string[] | null>
  copy(): void
  cut(): void
  paste(): void
}

export function useStageClipboard(): StageClipboard {
  const design = useDocument()
  const toast = useToast()
  const refused = shallowRef<readonly string[] | null>(null)
  const inSight = ref(true)
  onActivated(() => (inSight.value = true))
  onDeactivated(() => (inSight.value = false))

  /** The selected stages as text; null where none is. */
  function copied(): string | null {
    const { architecture, selection } = design
    if (!architecture || selection.length === 0) return null
    toast.show({ text: `${stagesName(selection)} copied as text` })
    return writeStages(selectedStages(architecture, selection))
  }
  function remove(): void {
    design.removeStages(design.selection, `${stagesName(design.selection)} cut`)
  }

  function pasteText(text: string): void {
    const { architecture, selection, selected } = design
    if (!architecture) return
    const read = readStages(text)
    if (!read.ok) {
      refused.value = read.reasons
      return
    }
    const { stages } = read
    if (architecture.stages.length + stages.length > mostStages) {
      const room = mostStages - architecture.stages.length
      refused.value = [
        `Found ${formatCounted(stages.length, 'stage')}, where there is room for ${room}: ${mostStages} are the most.`,
      ]
      return
    }
    const after = selection.at(-1)
    const at = after !== undefined ? after + 1 : selected === 'head' ? architecture.stages.length : 0
    if (design.pasteStages(at, stages)) toast.show({ text: `${formatCounted(stages.length, 'stage')} pasted`, undo: design.undo })
  }

  /** Whether an event of the clipboard is about the stack: not about a field, a dialog, or text that is selected on the page. */
  function isOurs(event: ClipboardEvent): boolean {
    const { target } = event
    const inDialog = target instanceof Element && target.closest('dialog, .sheet') !== null
    return inSight.value && !inDialog && !isTyping(target) && (document.getSelection()?.isCollapsed ?? true)
  }
  function take(event: ClipboardEvent): boolean {
    const text = isOurs(event) ? copied() : null
    if (text === null) return false
    event.clipboardData?.setData('text/plain', text)
    event.preventDefault()
    return true
  }
  useEventListener(document, 'copy', take)
  useEventListener(document, 'cut', (event) => {
    if (take(event)) remove()
  })
  useEventListener(document, 'paste', (event) => {
    if (!isOurs(event) || !design.architecture) return
    event.preventDefault()
    pasteText(event.clipboardData?.getData('text/plain') ?? '')
  })

  function copy(): boolean {
    const text = copied()
    if (text !== null) void navigator.clipboard.writeText(text)
    return text !== null
  }
  return {
    refused,
    copy,
    cut() {
      if (copy()) remove()
    },
    paste() {
      // The window pastes as its keys do; a browser asks the person first.
      if (window.stagecraft) window.stagecraft.paste()
      else
        navigator.clipboard.readText().then(pasteText, () => {
          refused.value = ['This browser does not let the page read the clipboard from a menu. Press Ctrl V instead.']
        })
    },
  }
}
