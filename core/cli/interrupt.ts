/** Ctrl-C: the first stops what was started cleanly, and the command then ends by itself; the second leaves at once. */
import { failed } from './failed.ts'
import { note } from './terminal.ts'
import { exitCode } from './usage.ts'

/** What is done at the first Ctrl-C, in place of what was to be done before, and what is said then. */
export type OnInterrupt = (says: string, stop: () => Promise<void>) => void

let interrupt: { readonly says: string; stop(): Promise<void> } | null = null

export const onInterrupt: OnInterrupt = (says, stop) => {
  interrupt = { says, stop }
}

export function hearInterrupts(): void {
  process.on('SIGINT', () => {
    if (interrupt === null) process.exit(exitCode.failed)
    const { says, stop } = interrupt
    interrupt = null
    note(`\n${says}`)
    stop().catch(failed)
  })
}
