/** One registry of commands feeds the palette, the shortcuts, the menu and the buttons. */
import { formatKeys, matchesKeys, type KeyPress } from './keys.ts'

export interface Command {
  /** Stable name: `design.twin`. */
  readonly id: string
  /** What it does, in the imperative: "Make the plain twin". */
  title(): string
  /** `Mod+Shift+Z`; Mod is Ctrl, or Command on a Mac. */
  readonly keys?: string
  /** Other keys that do the same, as people know them from elsewhere. */
  readonly orKeys?: string
  /** Whether its keys count in a text field too, though they are without Ctrl or Command. */
  readonly whileTyping?: true
  /** Its keys are shown here and heard elsewhere: by the browser, which says copy and paste itself, or by what has the focus. */
  readonly elsewhere?: boolean
  /** Words it is also found by. */
  readonly also?: string
  /** Why it cannot run now, as a short phrase ("no stage is selected"); null when it can. */
  off?(): string | null
  run(): void
}

const keysFor = ({ keys, orKeys }: Command): string[] => [keys, orKeys].filter((one) => one !== undefined)

/** As a person reads them, "Ctrl Shift Z or Ctrl Y"; empty where a command has none. */
export function writtenKeys(command: Command, mac: boolean): string {
  return keysFor(command)
    .map((keys) => formatKeys(keys, mac))
    .join(' or ')
}

export interface CommandRegistry {
  /** Adds commands; the returned function takes them away. A later command with an id in use stands over the earlier. */
  add(commands: readonly Command[]): () => void
  get(id: string): Command | undefined
  list(): readonly Command[]
  /** Runs the command of that id if it is there and on; says whether it ran. */
  run(id: string): boolean
  /** The command a key press stands for. */
  forKey(event: KeyPress): Command | undefined
  /** "Undo (Ctrl Z)", or the reason why it is off: the title of a button. */
  describe(id: string): string
  /** Called after commands were added or taken away. */
  onChange(listener: () => void): void
}

export function createCommandRegistry(mac: boolean): CommandRegistry {
  const sets: (readonly Command[])[] = []
  const listeners: (() => void)[] = []
  let byId = new Map<string, Command>()

  function rebuild(): void {
    byId = new Map(sets.flat().map((command) => [command.id, command]))
    for (const listener of listeners) listener()
  }

  return {
    add(commands) {
      sets.push(commands)
      rebuild()
      return () => {
        const at = sets.indexOf(commands)
        if (at < 0) return
        sets.splice(at, 1)
        rebuild()
      }
    },
    get: (id) => byId.get(id),
    list: () => [...byId.values()],
    run(id) {
      const command = byId.get(id)
      if (!command || (command.off?.() ?? null) !== null) return false
      command.run()
      return true
    },
    forKey: (event) =>
      [...byId.values()].find((command) => !command.elsewhere && keysFor(command).some((keys) => matchesKeys(keys, event, mac))),
    describe(id) {
      const command = byId.get(id)
      if (!command) return ''
      const reason = command.off?.() ?? null
      const title = command.title()
      if (reason !== null) return `${title}: ${reason}`
      return command.keys ? `${title} (${writtenKeys(command, mac)})` : title
    },
    onChange(listener) {
      listeners.push(listener)
    },
  }
}
