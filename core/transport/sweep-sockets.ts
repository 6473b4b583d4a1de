/** Removes the sockets that killed labs and trainers left behind. */
import { lstatSync, readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { answersAt, removeSocket } from './local-socket.ts'

const socketName = /^(?:lab|run)-[0-9a-f]{20}$/
/** One that was just made may not answer yet. */
const freshMs = 60_000

/** Looks at the sockets beside this one; those that refuse a connection are nobody's. Windows removes its pipes by itself. */
export async function sweepSockets(beside: string, now: number): Promise<void> {
  if (process.platform === 'win32') return
  const folder = dirname(beside)
  for (const name of readdirSync(folder)) {
    if (!socketName.test(name) || name === basename(beside)) continue
    const path = join(folder, name)
    const found = lstatSync(path, { throwIfNoEntry: false })
    if (!found?.isSocket() || now - found.mtimeMs < freshMs) continue
    if (!(await answersAt(path))) removeSocket(path)
  }
}
