/** Gives the focus back to where it was before something lay over it: a button, or a cell of the stack, which is drawn. */
export function focusAgain(before: Element | null): void {
  if (before instanceof HTMLElement || before instanceof SVGElement) before.focus()
}
