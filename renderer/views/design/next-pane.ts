/** The command that goes on to the next part of the view: past the many designs of the list to the stack, the totals, the inspector. */
import type { Command } from '../../app/command-registry.ts'

/** Each part carries the attribute `data-pane`. */
export function nextPaneCommand(view: () => HTMLElement | null): Command {
  return {
    id: 'design.next-pane',
    title: () => 'Go to the next part: designs, stack, totals, inspector',
    keys: 'F6',
    whileTyping: true,
    also: 'focus panel pane keyboard',
    run() {
      const panes = [...(view()?.querySelectorAll('[data-pane]') ?? [])]
      const at = panes.findIndex((pane) => pane.contains(document.activeElement))
      const next = panes[(at + 1) % panes.length]
      const entry = places.map((place) => next?.querySelector<HTMLElement | SVGElement>(place)).find((found) => found)
      entry?.focus()
    },
  }
}

/** Where a part is entered: at the key's own place in a tree, at what is open in a list, else at its first control. */
const places = [
  '[role="treeitem"][tabindex="0"]',
  '[aria-current="true"]',
  ':is(button, select):enabled, input:enabled, [tabindex="0"]',
]
