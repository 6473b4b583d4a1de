/** The stack as a tree under the keys: one item can be reached with Tab, arrows lead on from there. */
import { useEventListener } from '@vueuse/core'
import { nextTick, ref, watch, type Ref } from 'vue'
import type { SelectHow } from './selection.ts'
import { standsFor, type Item, type PartId } from '../../../core/drawing/stack-layout.ts'
import type { StackProps } from './stack-view.ts'
import { walk, type TreePlace } from './tree.ts'
import type { LaneSight } from './use-lane-sight.ts'
import type { Sight } from './use-sight.ts'

export interface StackActions {
  select(part: PartId, how?: SelectHow): void
  unfold(block: number | null): void
  /** Of the selected stages. */
  remove(): void
  /** The selected stages by one place, to the left or the right. */
  move(by: -1 | 1): void
}

export interface StackKeys {
  readonly focus: Ref<TreePlace>
  /** Whether the item is, or stands for, the block under the keys: it is drawn even when it is out of sight. */
  holds(item: Item): boolean
  /** What a click or Enter does: selects, and unfolds a block or folds it again; with more than one selected, only selects. */
  choose(part: PartId, block: number | null, how: SelectHow): void
}

export function useStackKeys(
  canvas: Ref<HTMLElement | null>,
  props: StackProps,
  sight: Sight,
  lane: LaneSight,
  actions: StackActions,
): StackKeys {
  const focus = ref<TreePlace>({ part: props.selected, block: null, layer: null })
  const holds = (item: Item): boolean => item.part === focus.value.part && standsFor(item, focus.value.block)

  // An edit may leave fewer blocks than there were.
  watch(
    () => [props.selected, props.model] as const,
    ([part]) => {
      const blocks = typeof part === 'number' ? (props.model.stages[part]?.blocks.length ?? 0) : 0
      const { block } = focus.value
      focus.value = { part, block: focus.value.part === part && block !== null && block < blocks ? block : null, layer: null }
    },
  )

  function choose(part: PartId, block: number | null, how: SelectHow): void {
    const before = { part: props.selected, open: props.open }
    actions.select(part, how)
    if (how !== 'one') return
    focus.value = { part, block, layer: null }
    if (typeof part !== 'number') actions.unfold(null)
    else if (block !== null) actions.unfold(part === before.part && block === before.open ? null : block)
    else if (part !== before.part || before.open === null) actions.unfold(0)
    void lane.reveal()
  }

  async function goTo(place: TreePlace, how: SelectHow): Promise<void> {
    if (place.part !== props.selected || props.selection.length > 1) {
      const unfolded = typeof place.part === 'number' && props.open !== null
      actions.select(place.part, how)
      actions.unfold(unfolded ? 0 : null)
    }
    if (place.layer !== null) actions.unfold(place.block)
    await nextTick()
    focus.value = place
    await showFocus()
  }

  async function showFocus(): Promise<void> {
    await nextTick()
    const { part, block, layer } = focus.value
    const item = sight.layout.value.items.find(holds)
    const name = layer !== null ? `layer.${layer}` : block !== null ? `${part}.${item?.block?.index ?? block}` : `${part}`
    const node = canvas.value?.querySelector<SVGElement>(`[data-node="${name}"]`)
    node?.focus({ preventScroll: true })
    const span = sight.layout.value.spans.find((candidate) => candidate.part === part)
    if (layer !== null && node) lane.revealLayer(node)
    else if (item) sight.reveal(item.x, item.x + item.w)
    else if (span) sight.reveal(span.x0, span.x1)
  }

  /** Follows what was selected by an edit. */
  async function edit(act: () => void): Promise<void> {
    act()
    await nextTick()
    focus.value = { part: props.selected, block: null, layer: null }
    await showFocus()
  }

  /** What a key does here; null leaves it to others. */
  function actionFor(event: KeyboardEvent): (() => void) | null {
    const { part, block, layer } = focus.value
    if (event.ctrlKey || event.metaKey) return event.key === ' ' ? () => actions.select(part, 'toggle') : null
    if (event.altKey) {
      const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : undefined
      return by === undefined ? null : () => void edit(() => actions.move(by))
    }
    if (event.key === 'Delete') return typeof part === 'number' ? () => void edit(actions.remove) : null
    if (event.key === 'Escape') return props.selection.length > 1 ? () => actions.select(part) : null
    if (event.key === ' ' || (event.key === 'Enter' && layer !== null))
      return () => choose(part, block, event.shiftKey ? 'to' : 'one')
    const next = walk(props.model, focus.value, event.key)
    if (!next) return null
    const extending = event.shiftKey && typeof next.part === 'number' && next.block === null
    return () => void goTo(next, extending ? 'to' : 'one')
  }

  useEventListener(canvas, 'keydown', (event) => {
    if (!(event.target instanceof SVGElement)) return
    const action = actionFor(event)
    if (!action) return
    event.preventDefault()
    action()
  })

  return { focus, holds, choose }
}
