/** The window: the Electron that set-up found, and what of the system it needs. */
import { existsSync } from 'node:fs'
import type { SystemCheck } from './system-report.ts'
import { attention, fact, fine, missing } from './checks.ts'
import { electronFacts, type ElectronFacts } from './electron-facts.ts'
import { debianPackages, missingLibraries } from './electron-libraries.ts'

const setUp = { text: 'Set-up brings it.', command: 'npm run setup' }
const tryAgain = {
  text: 'When its download site answers, set-up brings the current release.',
  command: 'npm run setup -- electron',
}

export function windowChecks(environment: NodeJS.ProcessEnv = process.env): SystemCheck[] {
  const electron = electronFacts(environment)
  const hasDisplay = process.platform !== 'linux' || Boolean(environment['DISPLAY'] || environment['WAYLAND_DISPLAY'])
  // Who has no display misses no window.
  if (electron === null && !hasDisplay) {
    return [fact('App', 'Window', 'not set up, as there is no display: `npm start` serves the lab to a browser')]
  }
  return [electronCheck(electron), ...(electron === null ? [] : libraryChecks(electron))]
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
