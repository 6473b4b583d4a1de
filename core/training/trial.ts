/**
 * Whether there is memory for a step, tried in a process of its own, where it may be too little: native code that gets no memory fails in many
 * ways, and may end the process without a word.
 */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const entry = fileURLToPath(new URL('./trial-main.ts', import.meta.url))

/** The exit code of a trial that something else kept from its step than want of memory. */
export const hindered = 2

/** What came of it: the step was done, there was too little memory, or something else was in the way. */
export type Trial = 'fits' | 'too-large' | 'hindered'

/** Tries a step of the run with so many images. Rejects when no process can be made. */
export function tryBatch(runFolder: string, batchSize: number): Promise<Trial> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [entry, runFolder, String(batchSize)], { stdio: 'ignore', windowsHide: true })
    child.once('error', reject)
    child.once('exit', (code) => resolve(code === 0 ? 'fits' : code === hindered ? 'hindered' : 'too-large'))
  })
}
