/** Shared libraries that Electron takes from the system, and a display to draw on when tests need one. */
import { Failure } from '../../core/files/failure.ts'
import { aptCommand, aptInstall, canInstall, output } from './commands.ts'
import { readFacts } from './runtime-facts.ts'
import { say } from './say.ts'

/** Debian's packages for the libraries that Electron 22 to 45 link to; the name is the start of the library's. */
const packages: Readonly<Record<string, string>> = {
  'libgtk-3': 'libgtk-3-0',
  'libgdk-3': 'libgtk-3-0',
  libnss3: 'libnss3',
  libnssutil3: 'libnss3',
  libsmime3: 'libnss3',
  libnspr4: 'libnspr4',
  'libatk-1.0': 'libatk1.0-0',
  'libatk-bridge-2.0': 'libatk-bridge2.0-0',
  libatspi: 'libatspi2.0-0',
  libcups: 'libcups2',
  libdrm: 'libdrm2',
  libgbm: 'libgbm1',
  libasound: 'libasound2',
  libxkbcommon: 'libxkbcommon0',
  'libpango-1.0': 'libpango-1.0-0',
  libcairo: 'libcairo2',
  'libdbus-1': 'libdbus-1-3',
  libexpat: 'libexpat1',
  libX11: 'libx11-6',
  libXcomposite: 'libxcomposite1',
  libXdamage: 'libxdamage1',
  libXext: 'libxext6',
  libXfixes: 'libxfixes3',
  libXrandr: 'libxrandr2',
  libXss: 'libxss1',
  libXtst: 'libxtst6',
  libxcb: 'libxcb1',
  libudev: 'libudev1',
  'libglib-2.0': 'libglib2.0-0',
  'libgio-2.0': 'libglib2.0-0',
  'libgobject-2.0': 'libglib2.0-0',
}

/**
 * Installs what Electron lacks where that needs no question (root on Debian), else throws a Failure (`libraries-missing`) with the command.
 */
export function setUpSystemLibraries(): void {
  const { electron } = readFacts()
  if (process.platform !== 'linux' || electron === undefined || electron.kind === 'missing') return
  const missing = missingLibraries(electron.executable)
  if (missing.length > 0) {
    install(debianPackages(missing), `Electron needs system libraries that are not here: ${missing.join(', ')}.`)
    const still = missingLibraries(electron.executable)
    if (still.length > 0) throw missingFailure(still)
  }
}

/** Tests draw on a virtual display where there is no real one, with a common font. */
export function setUpVirtualDisplay(): void {
  if (process.platform !== 'linux' || output('Xvfb', ['-help']).error === undefined) return
  install(['xvfb', 'xauth', 'fonts-liberation'], 'Tests draw on a virtual display (Xvfb), which is not here.')
}

/** Names such as `libnss3.so` that the program would not find. */
export function missingLibraries(executable: string): string[] {
  const { stdout } = output('ldd', [executable])
  return [...(stdout ?? '').matchAll(/^\s*(\S+) => not found/gm)].map(([, name]) => name ?? '')
}

/** Debian's packages that bring the libraries; a library that is not known is left to the person. */
export function debianPackages(libraries: readonly string[]): string[] {
  const names = libraries.flatMap(
    (library) =>
      Object.entries(packages).find(([start]) => library.startsWith(`${start}.so`) || library.startsWith(`${start}-`))?.[1] ?? [],
  )
  return [...new Set(names)]
}

function install(names: readonly string[], why: string): void {
  if (names.length === 0) return
  if (!canInstall())
    throw new Failure('libraries-missing', why, `Install them and run the same command again: ${aptCommand(names)}`)
  say(`${why} Installing ${names.join(', ')} …`)
  if (!aptInstall(names))
    throw new Failure(
      'libraries-missing',
      `${why} Installing them failed (messages above).`,
      `Install them yourself: ${aptCommand(names)}`,
    )
}

function missingFailure(libraries: readonly string[]): Failure {
  return new Failure(
    'libraries-missing',
    `Electron still lacks ${libraries.join(', ')}.`,
    'Find which package of your system brings them, install it, and run the same command again.',
  )
}
