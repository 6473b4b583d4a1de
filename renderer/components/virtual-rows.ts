/** Which rows of a long table are in sight: only these are made. */
export interface RowWindow {
  readonly first: number
  /** One after the last. */
  readonly end: number
}

/** A few rows more at both ends, so that scrolling shows no gaps. */
const beyond = 6

export function rowWindow(scrollTop: number, height: number, rowHeight: number, count: number): RowWindow {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - beyond)
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + beyond)
  return { first: Math.min(first, count), end: Math.max(end, Math.min(first, count)) }
}

/** Where to scroll so that a row is wholly in sight below a header that stays; where it is now, if it is. */
export function scrollToRow(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const top = row * rowHeight
  if (top < scrollTop) return top
  return top + rowHeight > scrollTop + height ? top + rowHeight - height : scrollTop
}
