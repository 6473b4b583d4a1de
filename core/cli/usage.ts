/** Wrong use of the command line: what is wrong and what would be right. Ends with exit code 2. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** Exit codes of every command. */
export const exitCode = { finished: 0, failed: 1, wrongUse: 2 } as const
