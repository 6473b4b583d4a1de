/** The person's pip settings: which package indexes to ask, trusting which certificates. */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

export interface PipSettings {
  /** Addresses of simple indexes without a slash at the end, the main one first. */
  readonly indexes: readonly string[]
  readonly certificatesFile: string | null
}

const usualIndex = 'https://pypi.org/simple'

/** Reads what pip would: its variables first, then its files, the person's before the computer's. */
export function readPipSettings(environment: NodeJS.ProcessEnv, files: readonly string[] = pipFiles(environment)): PipSettings {
  const configurations = files.filter((file) => existsSync(file)).map((file) => parsePipConfiguration(readFileSync(file, 'utf8')))
  const setting = (name: string): string | undefined =>
    environment[`PIP_${name.toUpperCase().replaceAll('-', '_')}`] ?? configurations.find((found) => found.has(name))?.get(name)
  const indexes = [setting('index-url') ?? usualIndex, ...(setting('extra-index-url') ?? '').split(/\s+/)]
  return {
    // Wheels in local folders are pip's own affair.
    indexes: indexes.filter((address) => /^https?:/.test(address)).map((address) => address.replace(/\/+$/, '')),
    certificatesFile: setting('cert') ?? null,
  }
}

/** pip.conf: sections with `name = value`; lines that begin with a space continue the value. Sections of single commands are left out. */
export function parsePipConfiguration(text: string): Map<string, string> {
  const settings = new Map<string, string>()
  let section = ''
  let last: string | null = null
  for (const line of text.split(/\r?\n/)) {
    const heading = /^\s*\[(.+)\]\s*$/.exec(line)?.[1]
    const [, name, value] = /^([A-Za-z][\w-]*)\s*[=:]\s*(.*)$/.exec(line) ?? []
    if (heading !== undefined) section = heading
    else if (/^\s*[#;]/.test(line)) continue
    else if (/^\s+\S/.test(line) && last !== null) settings.set(last, `${settings.get(last) ?? ''} ${line.trim()}`.trim())
    else if (name !== undefined && (section === 'global' || section === 'install')) {
      last = name.toLowerCase().replaceAll('_', '-')
      settings.set(last, (value ?? '').trim())
    } else last = null
  }
  return settings
}

function pipFiles(environment: NodeJS.ProcessEnv): string[] {
  const given = environment['PIP_CONFIG_FILE']
  if (given !== undefined) return [given]
  const configuration = environment['XDG_CONFIG_HOME'] ?? join(homedir(), '.config')
  if (process.platform === 'win32') return [join(environment['APPDATA'] ?? homedir(), 'pip', 'pip.ini')]
  return [join(configuration, 'pip', 'pip.conf'), join(homedir(), '.pip', 'pip.conf'), '/etc/pip.conf']
}
