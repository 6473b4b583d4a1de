/** The person's pip settings: which package indexes to ask, through which proxy, trusting which certificates. */
import { existsSync, readFileSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'
import { findHomeFolder } from '../../core/files/home-folder.ts'

export interface PipSettings {
  /** Addresses of simple indexes without a slash at the end, the main one first. */
  readonly indexes: readonly string[]
  readonly proxy: string | null
  readonly certificatesFile: string | null
}

const usualIndex = 'https://pypi.org/simple'

/** Reads what pip would: its variables first, then its files, the more particular before the more general. */
export function readPipSettings(environment: NodeJS.ProcessEnv, files: readonly string[] = pipFiles(environment)): PipSettings {
  const configurations = files.filter((file) => existsSync(file)).map((file) => parsePipConfiguration(readFileSync(file, 'utf8')))
  const setting = (name: string): string | undefined =>
    environment[`PIP_${name.toUpperCase().replaceAll('-', '_')}`] ||
    configurations.find((found) => found.has(name))?.get(name) ||
    undefined
  const indexes = [setting('index-url') ?? usualIndex, ...(setting('extra-index-url') ?? '').split(/\s+/)]
  return {
    // Wheels in local folders are pip's own affair.
    indexes: indexes.filter((address) => /^https?:/.test(address)).map((address) => address.replace(/\/+$/, '')),
    proxy: setting('proxy') ?? null,
    certificatesFile: setting('cert') ?? null,
  }
}

/**
 * pip.conf: sections with `name = value`; lines that begin with a space continue the value. What [install] says comes before what
 * [global] says; sections of other commands are left out.
 */
export function parsePipConfiguration(text: string): Map<string, string> {
  const sections: Record<string, Map<string, string>> = { global: new Map(), install: new Map() }
  let settings: Map<string, string> | undefined
  let last: string | null = null
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[(.+)\]\s*$/.exec(line)?.[1]
    const [, name, value] = /^([A-Za-z][\w-]*)\s*[=:]\s*(.*)$/.exec(line) ?? []
    if (heading !== undefined) {
      settings = Object.hasOwn(sections, heading) ? sections[heading] : undefined
      last = null
    } else if (/^\s*[#;]/.test(line)) continue
    else if (/^\s+\S/.test(line) && last !== null) settings?.set(last, `${settings.get(last) ?? ''} ${line.trim()}`.trim())
    else if (name !== undefined) {
      last = name.toLowerCase().replaceAll('_', '-')
      settings?.set(last, (value ?? '').trim())
    } else last = null
  }
  return new Map([...(sections['global'] ?? []), ...(sections['install'] ?? [])])
}

/** Files of settings, the more particular first. PIP_CONFIG_FILE comes before all; as the null device it stands for none at all. */
export function pipFiles(environment: NodeJS.ProcessEnv): string[] {
  const given = environment['PIP_CONFIG_FILE']
  if (given === devNull) return []
  const first = given ? [given] : []
  const virtual = environment['VIRTUAL_ENV']
  const site = virtual ? [join(virtual, 'pip.conf')] : []
  const home = findHomeFolder()
  const configuration = environment['XDG_CONFIG_HOME'] || (home === null ? null : join(home, '.config'))
  const own = [
    ...(configuration === null ? [] : [join(configuration, 'pip', 'pip.conf')]),
    ...(home === null ? [] : [join(home, '.pip', 'pip.conf')]),
  ]
  return [...first, ...site, ...own, '/etc/xdg/pip/pip.conf', '/etc/pip.conf']
}
