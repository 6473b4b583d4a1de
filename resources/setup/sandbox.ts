/** Chromium's sandbox on Linux: what has to be so before Electron can use it. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isRoot } from './commands.ts'

/** Switches of the kernel that keep ordinary users from namespaces, with the value that does. */
const switches: readonly (readonly [path: string, off: string])[] = [
  ['/proc/sys/kernel/unprivileged_userns_clone', '0'],
  ['/proc/sys/kernel/apparmor_restrict_unprivileged_userns', '1'],
  ['/proc/sys/user/max_user_namespaces', '0'],
]

export type Sandbox = { kind: 'works' } | { kind: 'off-for-root' } | { kind: 'blocked'; reason: string; remedy: string }

/** What the sandbox of this Electron can do here. It is only ever switched off for root, who cannot have it. */
export function sandboxOf(executable: string): Sandbox {
  if (process.platform !== 'linux') return { kind: 'works' }
  if (isRoot()) return { kind: 'off-for-root' }
  const blocking = switches.find(([path, off]) => existsSync(path) && readFileSync(path, 'utf8').trim() === off)
  const helper = join(dirname(executable), 'chrome-sandbox')
  if (blocking === undefined || isSetUid(helper)) return { kind: 'works' }
  return {
    kind: 'blocked',
    reason: `This system keeps ordinary users from namespaces (${blocking[0]} is ${blocking[1]}), which Chromium's sandbox needs.`,
    remedy: `Let its helper make them, then run the same command again: sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  }
}

function isSetUid(helper: string): boolean {
  const found = statSync(helper, { throwIfNoEntry: false })
  return found !== undefined && found.uid === 0 && (found.mode & 0o4001) === 0o4001
}
