/** What an import made of each tensor of a file, and of each that the file lacks. */

export interface ImportLine {
  /** Of a tensor in the file by its name there, else by the name it would have. */
  readonly name: string
  /** As a sentence. */
  readonly reason: string
}

export interface ImportReport {
  /** Names in the file. */
  readonly taken: readonly string[]
  /** Changed so that scores are the same, done without, or begun anew. */
  readonly adapted: readonly ImportLine[]
  /** Left out: the network has no place for them. */
  readonly refused: readonly ImportLine[]
  /** Layers of the network that begin with initial values. */
  readonly anew: readonly string[]
}
