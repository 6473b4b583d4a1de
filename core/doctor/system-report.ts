/** What `npm run doctor` prints and the System view shows: every fact of this machine that matters here, with its remedy. */
export interface SystemCheck {
  readonly section: 'App' | 'Processor' | 'Memory, disk' | 'TensorFlow' | 'GPU' | 'Library' | 'Network'
  readonly name: string
  readonly value: string
  readonly state: 'fine' | 'found' | 'attention' | 'missing' | 'information'
  /** The word at the right edge: "fine", "old", "missing", "not used". */
  readonly word: string
  readonly remedy?: { text: string; command?: string; bytes?: number }
}

export interface SystemReport {
  readonly checks: readonly SystemCheck[]
  readonly takenAt: number
  readonly tookMs: number
}
