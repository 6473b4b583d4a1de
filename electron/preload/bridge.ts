/** What the page of a window gets as `window.stagecraft`, and nothing else. In a browser (serve) it is not there. */

/** The pipe to the lab process, as frames of core/transport/frames.ts. */
export interface LabPipe {
  send(frame: Uint8Array): void
  close(): void
}

/** What the person wants to happen with training when the window closes. */
export type ClosingAnswer = { kind: 'cancel' } | { kind: 'close'; training: 'continue' | 'stop' }

export interface WindowBridge {
  /**
   * Connects to the lab of the window's library, starting it when it is not there. At most one pipe is open: connecting again
   * closes the one before. Rejects with what happened and what to do when the lab cannot be reached.
   */
  connectLab(onFrame: (frame: Uint8Array) => void, onClose: () => void): Promise<LabPipe>
  /** A menu item was chosen that stands for a command of the page's registry. */
  onCommand(listener: (id: string) => void): void
  /** A notice of a run was clicked. */
  onShowRun(listener: (run: string) => void): void
  /** Pastes what is on the clipboard into what has the focus, as the keys do: a page may not read it by itself. */
  paste(): void
  /** Where a file that the person chose or dropped is on this computer. */
  pathOf(file: File): string
  /** The window is about to close. The page answers at once when nothing is training, else asks the person. */
  onClosing(answer: () => Promise<ClosingAnswer>): void
  /** Says which theme is shown, for the window's frame and its colour before the page is drawn. */
  themeShown(theme: 'light' | 'dark'): void
}

declare global {
  interface Window {
    readonly stagecraft?: WindowBridge
  }
}
