/** Something that went wrong and that a person can do something about. */
export class Failure extends Error {
  /** A stable word for programs, e.g. `data-damaged`. */
  readonly code: string
  /** What to do next, as a sentence. */
  readonly remedy: string

  /** `message` says what happened and why. */
  constructor(code: string, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'Failure'
    this.code = code
    this.remedy = remedy
  }
}

/** The system's code of an error, such as ENOENT; null when it has none. */
export function systemCode(thrown: unknown): string | null {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : null
}

/** What to tell a person of anything that was thrown: what happened, and where it is known what to do. */
export function failureText(thrown: unknown): string {
  if (thrown instanceof Failure) return `${thrown.message} ${thrown.remedy}`
  return thrown instanceof Error ? thrown.message : String(thrown)
}

/** The disk, the person's share of it, or a file's largest size is used up. */
export function isDiskFull(thrown: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EFBIG', 'SQLITE_FULL'].includes(systemCode(thrown) ?? '')
}

/** The disk, or the folder, is there to be read only, at least by us. */
export function isReadOnly(thrown: unknown): boolean {
  return ['EROFS', 'EACCES', 'EPERM'].includes(systemCode(thrown) ?? '')
}
