/** A screen that nobody sees, with clipboard and focus of its own (Xvfb). */
import { spawn } from 'node:child_process'
import type { Readable } from 'node:stream'

export interface VirtualDisplay {
  /** For DISPLAY: ":1". */
  readonly name: string
  close(): void
}

/** Takes the first number that is free. Throws where Xvfb is not, or cannot start. */
export async function openVirtualDisplay(): Promise<VirtualDisplay> {
  const server = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  })
  const close = (): void => void server.kill()
  process.once('exit', close)
  const number = await new Promise<string>((resolve, reject) => {
    server.once('error', reject)
    server.once('exit', () => reject(new Error('Xvfb ended by itself.')))
    const said = server.stdio[3] as Readable
    said.once('data', (line: Buffer) => resolve(line.toString().trim()))
  })
  return { name: `:${number}`, close }
}
