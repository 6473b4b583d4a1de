/** Size, place and theme of the window between starts, in window.json of the user-data folder. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs'

export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface WindowState {
  /** Of the window when it is not maximised; null lets the system place it. */
  readonly bounds: Rectangle | null
  readonly maximized: boolean
  /** Shown last: the colour of the window before the page is drawn. */
  readonly theme: 'light' | 'dark' | null
}

export const smallestWindow = { width: 1024, height: 700 } as const
const atFirst: WindowState = { bounds: null, maximized: false, theme: null }

/** What is kept, as far as it makes sense: a missing or damaged file gives the state of a first start. */
export function readWindowState(file: string): WindowState {
  let kept: unknown
  try {
    kept = JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return atFirst
  }
  if (typeof kept !== 'object' || kept === null) return atFirst
  const { bounds, maximized, theme } = kept as Record<string, unknown>
  return {
    bounds: isRectangle(bounds) ? { x: bounds.x, y: bounds.y, width: bounds.width, height: bounds.height } : null,
    maximized: maximized === true,
    theme: theme === 'light' || theme === 'dark' ? theme : null,
  }
}

/** Replaces the file whole, so that a crash leaves the old one. */
export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(`${file}.new`, JSON.stringify(state))
  renameSync(`${file}.new`, file)
}

/**
 * The kept bounds if they can be used with the displays of now (their work areas): enough of the title bar in sight to
 * take hold of the window, and no larger than that display. Else null.
 */
export function usableBounds(bounds: Rectangle | null, workAreas: readonly Rectangle[]): Rectangle | null {
  if (bounds === null) return null
  const grip = { width: 100, height: 32 }
  const area = workAreas.find(
    ({ x, y, width, height }) =>
      bounds.x + bounds.width >= x + grip.width &&
      bounds.x <= x + width - grip.width &&
      bounds.y >= y &&
      bounds.y <= y + height - grip.height,
  )
  if (area === undefined) return null
  return {
    x: bounds.x,
    y: bounds.y,
    width: Math.max(smallestWindow.width, Math.min(bounds.width, area.width)),
    height: Math.max(smallestWindow.height, Math.min(bounds.height, area.height)),
  }
}

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height } = value as Record<string, unknown>
  return [x, y, width, height].every((number) => Number.isSafeInteger(number))
}
