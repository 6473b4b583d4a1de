/** Decodes beside whatever else this process does. */
import { Worker } from 'node:worker_threads'
import type { DecodeMessage, DecodeRequest } from './decode-thread.ts'

export interface DecodeOptions {
  onProgress(done: number, total: number): void
  readonly signal: AbortSignal
}

/** Decoding did not work: the archive holds something else than it should, or the disk is full. */
export class DecodeError extends Error {
  readonly diskFull: boolean

  constructor(why: string, diskFull: boolean) {
    super(why)
    this.name = 'DecodeError'
    this.diskFull = diskFull
  }
}

/** Fills `request.folder` with the decoded data set. Throws a DecodeError, or the signal's reason. */
export async function decodeInThread(request: DecodeRequest, { onProgress, signal }: DecodeOptions): Promise<void> {
  signal.throwIfAborted()
  const thread = new Worker(new URL('./decode-thread.ts', import.meta.url), { workerData: request })
  const abort = (): void => void thread.terminate()
  signal.addEventListener('abort', abort, { once: true })
  try {
    await new Promise<void>((resolve, reject) => {
      thread.on('message', (message: DecodeMessage) => {
        if (message.kind === 'progress') onProgress(message.done, message.total)
        else if (message.kind === 'done') resolve()
        else reject(new DecodeError(message.why, message.diskFull))
      })
      thread.on('error', reject)
      thread.on('exit', (code) => reject(signal.reason ?? new DecodeError(`the decoding thread ended with code ${code}`, false)))
    })
  } finally {
    signal.removeEventListener('abort', abort)
    await thread.terminate()
  }
}
