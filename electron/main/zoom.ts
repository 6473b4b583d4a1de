/** Zoom of the window, up to 200 %: by the menu, and by every key that people press for it, the keypad's too. */
import type { BrowserWindow, Input, WebContents } from 'electron'

/** The steps that browsers take; every view is made for all of them. */
const factors = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const

export type ZoomStep = 'in' | 'out' | 'reset'

/** The zoom after a step from another one, which need not be a step itself. */
export function zoomAfter(step: ZoomStep, factor: number): number {
  // Chromium keeps a logarithm, and gives it back a little rounded.
  const near = 1e-3
  if (step === 'reset') return 1
  if (step === 'in') return factors.find((other) => other > factor + near) ?? 2
  return factors.findLast((other) => other < factor - near) ?? 0.5
}

type Press = Pick<Input, 'type' | 'key' | 'code' | 'control' | 'meta' | 'alt'>

/** The step a key press stands for, or null. `=` is the key of + without Shift; where + has its own key, that is meant by its character. */
export function zoomStepOf({ type, key, code, control, meta, alt }: Press, mac: boolean): ZoomStep | null {
  if (type !== 'keyDown' || alt || !(mac ? meta && !control : control && !meta)) return null
  if (key === '+' || key === '=' || code === 'NumpadAdd') return 'in'
  if (key === '-' || key === '_' || code === 'NumpadSubtract') return 'out'
  if (key === '0' || code === 'Numpad0') return 'reset'
  return null
}

export function zoom(contents: WebContents, step: ZoomStep): void {
  contents.setZoomFactor(zoomAfter(step, contents.getZoomFactor()))
}

/** Before the page sees the key. */
export function zoomByKeys(window: BrowserWindow): void {
  window.webContents.on('before-input-event', (event, input) => {
    const step = zoomStepOf(input, process.platform === 'darwin')
    if (step === null) return
    event.preventDefault()
    zoom(window.webContents, step)
  })
}
