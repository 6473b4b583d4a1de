/** What the page of a window gets as `window.stagecraft`, and nothing else. In a browser (serve) it is not there. */

/** The pipe to the lab process, as frames of core/transport/frames.ts. */
export interface LabPipe {
  send(frame: Uint8Array): void
  close(): void
}

/** What the person wants to happen with training when the window closes. */
export type ClosingAnswer = { kind: 'cancel' } | { kind: 'close'; training: 'continue' | 'stop' }

/** A library that this person had open. */
export interface RecentLibrary {
  readonly folder: string
  /** Milliseconds since 1970. */
  readonly openedAt: number
  readonly isThere: boolean
}

/** Libraries beside the one of this window. What opens one gives why it did not, as a sentence; null where it did, or where the person chose none. */
export interface LibraryBridge {
  /** Newest first. */
  recent(): Promise<readonly RecentLibrary[]>
  /** Asks for a folder: of a library, or of a new one. */
  open(how: 'choose' | 'create'): Promise<string | null>
  /** One of `recent`. */
  openRecent(folder: string): Promise<string | null>
  /** Takes it off the list; the library stays as it is. */
  forget(folder: string): Promise<void>
  /** Asks for the path of a folder that is to be made; null where the person chose none. */
  chooseNewFolder(title: string, name: string): Promise<string | null>
  /** Shows the library that this window's was moved to, in its place. */
  switchTo(folder: string): Promise<string | null>
}

export interface WindowBridge {
  readonly libraries: LibraryBridge
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
  /** Prints the report in a folder of the library's exports as `report.pdf` beside it; gives why it was not, null where it was. */
  printReport(folder: string): Promise<string | null>
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
