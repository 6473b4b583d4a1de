/** Failures that a person can do something about, on their way to becoming data. */
import { Failure } from '../files/failure.ts'
import type { ApiError } from './contract.ts'

/** Thrown by what implements a call; the server end replies with its `error`. */
export class ApiFailure extends Error {
  readonly error: ApiError

  constructor(code: string, message: string, remedy: string) {
    super(message)
    this.name = 'ApiFailure'
    this.error = { code, message, remedy }
  }
}

/** What a client is told of anything thrown: a failure as it is, all else as a fault of the lab. */
export function asApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiFailure) return thrown.error
  if (thrown instanceof Failure) return { code: thrown.code, message: thrown.message, remedy: thrown.remedy }
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  return {
    code: 'internal',
    message: `The lab failed: ${message}`,
    remedy: "Try again; if it stays, the lab's log in the library folder says more.",
  }
}
