/**
 * Whether there is memory for a step, tried in a process of its own, once it is known that for a larger one there is not: native code that gets
 * no memory fails in many ways, and may end the process without a word.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('./trial-main.ts', import.meta.url))

/** Whether a step of the run with so many images was done. Rejects when no process can be made. */
export function tryBatch(runFolder: string, batchSize: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, runFolder, String(batchSize)], { stdio: 'ignore', windowsHide: true })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code === 0))
  })
}
