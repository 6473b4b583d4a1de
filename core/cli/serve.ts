/** `serve`: the interface at a loopback address, for a computer without a display. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { connectOrStartLab, type LabStart } from '../transport/connect-lab.ts'
import { startWebHost } from './web-host.ts'

export interface ServeOptions {
  /** 0, or not given, takes any free port. */
  port?: number
}

const rendererFolder = fileURLToPath(new URL('../../out/renderer', import.meta.url))

/** Serves until the process is ended; training goes on after that. Rejects when the interface is not built or the port is taken. */
export async function serve(start: LabStart, options: ServeOptions, json: boolean, print: (line: string) => void): Promise<void> {
  if (!existsSync(join(rendererFolder, 'index.html'))) {
    throw new Error(`The interface is not built: there is no ${rendererFolder}. Run \`npm run setup\`, which builds it.`)
  }
  const host = await startWebHost({ rendererFolder, port: options.port ?? 0, connect: () => connectOrStartLab(start) })
  const announce = (): void => {
    const address = host.newAddress()
    if (json) print(JSON.stringify({ event: 'serving', address }))
    else print(`  ${address}`)
  }
  if (!json) print('Stagecraft is at this address. It works once, in one browser on this computer; press Enter for another.')
  announce()
  if (!json)
    print('From elsewhere, forward the port first: ssh -L PORT:127.0.0.1:PORT HOST. Ctrl-C ends the page; training goes on.')
  // A terminal's Enter gives a further address; without a terminal the first is all.
  if (process.stdin.isTTY) createInterface({ input: process.stdin }).on('line', announce)
  await new Promise(() => undefined)
}
