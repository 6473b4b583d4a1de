/** The window's command registry, and how components take part in it. */
import { onActivated, onDeactivated, onScopeDispose, shallowRef, triggerRef, type ShallowRef } from 'vue'
import { createCommandRegistry, writtenKeys, type Command, type CommandRegistry } from './command-registry.ts'

const onMac = /Mac|iPhone|iPad/.test(navigator.platform)

export const commands: CommandRegistry = createCommandRegistry(onMac)

/** Bumped when commands come and go, so that lists of them follow. */
const listed = shallowRef(commands)
commands.onChange(() => triggerRef(listed))

export function useCommandRegistry(): ShallowRef<CommandRegistry> {
  return listed
}

/** Offers commands for as long as the calling component is in sight: a view that is kept alive takes its own back when it leaves. */
export function useCommands(offered: readonly Command[]): void {
  let takeBack = commands.add(offered)
  onActivated(() => {
    takeBack()
    takeBack = commands.add(offered)
  })
  onDeactivated(() => takeBack())
  onScopeDispose(() => takeBack())
}

/** The key of a command as a person reads it, or an empty string. */
export function keysOf(command: Command): string {
  return writtenKeys(command, onMac)
}

/** Whether keys belong to a field that has the focus. */
export const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]') !== null

/** Runs commands by their keys. In a text field only combinations with Ctrl or Command count; undo and selecting all stay the field's own. */
export function listenForShortcuts(target: Window): void {
  target.addEventListener('keydown', (event) => {
    if (event.defaultPrevented) return
    const command = commands.forKey(event)
    if (!command) return
    const keys = command.keys ?? ''
    const isTyped = !keys.includes('Mod') && !command.whileTyping
    if (isTyping(event.target) && (isTyped || /\+[AZY]$/.test(keys))) return
    event.preventDefault()
    commands.run(command.id)
  })
}
