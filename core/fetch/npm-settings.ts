/** The person's npm settings: which registry to ask, as whom, through which proxy, trusting which certificates. */
import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { systemCode } from '../files/failure.ts'
import { findHomeFolder } from '../files/home-folder.ts'

export interface NpmSettings {
  /** Ends with a slash. */
  readonly registry: string
  /** Value of the Authorization header for the registry; null when it wants none. */
  readonly authorization: string | null
  readonly proxy: string | null
  readonly noProxy: string | null
  /** File of certificates to trust beside the usual ones. */
  readonly certificatesFile: string | null
}

const usualRegistry = 'https://registry.npmjs.org/'

/** Reads what npm would: its variables first, then the .npmrc files of the project, the person and the computer. */
export function readNpmSettings(environment: NodeJS.ProcessEnv, projectFolder: string): NpmSettings {
  const variable = (name: string): string | undefined => {
    const wanted = `npm_config_${name.replaceAll('-', '_')}`
    const key = Object.keys(environment).find((candidate) => candidate.toLowerCase() === wanted)
    return key === undefined ? undefined : environment[key] || undefined
  }
  const prefix = dirname(dirname(process.execPath))
  const files = [
    join(projectFolder, '.npmrc'),
    variable('userconfig') ?? join(findHomeFolder() ?? prefix, '.npmrc'),
    variable('globalconfig') ?? join(prefix, 'etc', 'npmrc'),
  ].map((file) => parseNpmrc(readIfThere(file), environment))
  const setting = (name: string): string | null => variable(name) ?? files.find((file) => file.has(name))?.get(name) ?? null

  const registry = (setting('registry') ?? usualRegistry).replace(/\/*$/, '/')
  const token = nearest(files, registry, '_authToken')
  const basic = nearest(files, registry, '_auth')
  return {
    registry,
    authorization: token ? `Bearer ${token}` : basic ? `Basic ${basic}` : null,
    proxy: setting('https-proxy') ?? setting('proxy'),
    noProxy: setting('noproxy'),
    certificatesFile: setting('cafile'),
  }
}

/** Lines of `name = value`; `${NAME}` stands for a variable of the environment. */
export function parseNpmrc(text: string, environment: NodeJS.ProcessEnv): Map<string, string> {
  const settings = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const [, name, value] = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined) continue
    const bare = value.replace(/^"(.*)"$/, '$1')
    settings.set(
      name,
      bare.replace(/\$\{([^}]+)\}/g, (whole, key: string) => environment[key] ?? whole),
    )
  }
  return settings
}

/** Credentials are kept under the registry's address without its scheme, or a part of that. */
function nearest(files: readonly Map<string, string>[], registry: string, name: string): string | null {
  let place = registry.replace(/^https?:/, '')
  while (place.length > 2) {
    const found = files.find((file) => file.has(`${place}:${name}`))?.get(`${place}:${name}`)
    if (found !== undefined) return found
    place = place.replace(/[^/]*\/?$/, '')
  }
  return null
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'EISDIR'].includes(systemCode(thrown) ?? '')) return ''
    throw thrown
  }
}
