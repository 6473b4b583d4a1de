/** Deaths of processes that write and print a number for what they have acknowledged, a line each. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

/**
 * Lets the script write into the folder until it has acknowledged so many times, then kills it a moment later. Gives the last number acknowledged.
 * Throws when the process ends by itself.
 */
export function writeAndKill(script: string, folder: string, acknowledgements: number, momentMs: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script, folder], { stdio: ['ignore', 'pipe', 'inherit'] })
    let acknowledged = 0
    let lines = 0
    createInterface({ input: child.stdout }).on('line', (line) => {
      acknowledged = Number(line)
      lines += 1
      if (lines === acknowledgements) setTimeout(() => child.kill('SIGKILL'), momentMs)
    })
    child.on('close', (_code, signal) => {
      if (signal === 'SIGKILL') resolve(acknowledged)
      else reject(new Error(`${script} ended by itself`))
    })
  })
}
