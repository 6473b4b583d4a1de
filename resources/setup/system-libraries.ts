/** Shared libraries that Electron takes from the system, and a display to draw on when tests need one. */
import { existsSync } from 'node:fs'
import { debianPackages, missingLibraries } from '../../core/doctor/electron-libraries.ts'
import { Failure } from '../../core/files/failure.ts'
import { aptCommand, aptInstall, canInstall, hasApt, isOnPath } from './commands.ts'
import { hasDisplay } from '../../core/process/display.ts'
import { readFacts } from './runtime-facts.ts'
import { say } from './say.ts'

/**
 * Installs what Electron lacks where that needs no question (root on Debian), else throws a Failure (`libraries-missing`) with the command.
 */
export function setUpSystemLibraries(): void {
  const { electron } = readFacts()
  if (process.platform !== 'linux' || electron === undefined || electron.kind === 'missing') return
  const missing = missingLibraries(electron.executable)
  if (missing.length === 0) return
  install(debianPackages(missing), `Electron needs system libraries that are not here: ${missing.join(', ')}.`)
  const still = missingLibraries(electron.executable)
  if (still.length === 0) return
  throw new Failure(
    'libraries-missing',
    `Electron still lacks ${still.join(', ')}.`,
    'Find which package of your system brings them, install it, and run the same command again.',
  )
}

/** Tests draw on a virtual display where there is no real one, with a common font. */
export function setUpVirtualDisplay(): void {
  if (process.platform !== 'linux' || hasDisplay()) return
  const wanted: [here: boolean, name: string][] = [
    [isOnPath('Xvfb'), 'xvfb'],
    [existsSync('/usr/share/fonts'), 'fonts-liberation'],
  ]
  const missing = wanted.flatMap(([here, name]) => (here ? [] : [name]))
  if (missing.length > 0) install(missing, 'Tests draw on a virtual display (Xvfb), and not all of that is here.')
}

function install(names: readonly string[], why: string): void {
  const remedy = hasApt()
    ? `Install them and run the same command again: ${aptCommand(names)}`
    : `Install them with your system's package manager and run the same command again; Debian calls the packages ${names.join(', ')}.`
  const otherwise = 'Without them, `npm run lab -- serve` shows the lab in a browser.'
  if (!canInstall()) throw new Failure('libraries-missing', why, `${remedy}\n${otherwise}`)
  say(`${why} Installing ${names.join(', ')} …`)
  if (!aptInstall(names))
    throw new Failure('libraries-missing', `${why} apt could not install them (its messages are above).`, remedy)
}
