/** The window: the Electron that set-up found, and what of the system it needs. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { runtimeFolder } from '../tensorflow/runtime-location.ts'
import type { SystemCheck } from './system-report.ts'
import { attention, fact, fine, missing } from './checks.ts'
import { debianPackages, missingLibraries } from './electron-libraries.ts'

const factsSchema = z.object({
  electron: z.union([
    z.object({ kind: z.enum(['release', 'evaluation']), version: z.string(), executable: z.string() }),
    z.object({ kind: z.literal('missing'), reason: z.string(), remedy: z.string() }),
  ]),
})

type ElectronFacts = z.infer<typeof factsSchema>['electron']

const setUp = { text: 'Set-up brings it.', command: 'npm run setup' }
const tryAgain = {
  text: 'When its download site answers, set-up brings the current release.',
  command: 'npm run setup -- electron',
}

export function windowChecks(environment: NodeJS.ProcessEnv = process.env): SystemCheck[] {
  const electron = readElectron(join(runtimeFolder(environment), 'runtime.json'))
  const hasDisplay = process.platform !== 'linux' || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY'])
  // Who has no display misses no window.
  if (electron === null && !hasDisplay) {
    return [fact('App', 'Window', 'not set up, as there is no display: `npm start` serves the lab to a browser')]
  }
  return [electronCheck(electron), ...(electron === null ? [] : libraryChecks(electron))]
}

/** What set-up wrote; null when it has not looked yet, or its file is damaged. */
function readElectron(file: string): ElectronFacts | null {
  if (!existsSync(file)) return null
  try {
    return factsSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).electron
  } catch {
    return null
  }
}

function electronCheck(electron: ElectronFacts | null): SystemCheck {
  if (electron === null) return missing('App', 'Window', 'Set-up has not looked for Electron yet.', 'missing', setUp)
  if (electron.kind === 'missing') {
    return missing('App', 'Window', electron.reason, 'missing', { text: electron.remedy, command: tryAgain.command })
  }
  if (!existsSync(electron.executable)) return missing('App', 'Window', `${electron.executable} is gone.`, 'missing', setUp)
  const version = `Electron ${electron.version}`
  if (electron.kind === 'release') return fine('App', 'Window', version)
  return attention('App', 'Window', `${version}, for evaluation only, out of security support`, 'old', tryAgain)
}

function libraryChecks(electron: ElectronFacts): SystemCheck[] {
  if (process.platform !== 'linux' || electron.kind === 'missing' || !existsSync(electron.executable)) return []
  const lacking = missingLibraries(electron.executable)
  if (lacking.length === 0) return [fine('App', 'System libraries', 'all that Electron needs are here', 'found')]
  const packages = debianPackages(lacking)
  const remedy = {
    text: `Install what brings them; on Debian and Ubuntu:`,
    command: `sudo apt-get install -y ${packages.join(' ')}`,
  }
  return [
    missing(
      'App',
      'System libraries',
      `Electron lacks ${lacking.join(', ')}`,
      'missing',
      packages.length > 0 ? remedy : undefined,
    ),
  ]
}
