/** A screen that nobody sees, with clipboard and focus of its own (Xvfb): for windows on a computer that has none. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Readable } from 'node:stream'
import { childEnvironment } from './child-environment.ts'

export interface VirtualDisplay {
  /** For DISPLAY: ":1". */
  readonly name: string
  close(): void
}

/** The path of Xvfb; null where it is not installed. */
export function virtualDisplayProgram(environment: NodeJS.ProcessEnv): string | null {
  const folders = (environment['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.map((folder) => join(folder, 'Xvfb')).find((path) => existsSync(path)) ?? null
}

/** Takes the first number that is free; ends with this process. Throws where Xvfb is not, or cannot start. */
export async function openVirtualDisplay(program = 'Xvfb'): Promise<VirtualDisplay> {
  const server = spawn(program, ['-displayfd', '3', '-screen', '0', '1920x1200x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    env: childEnvironment(process.env),
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
