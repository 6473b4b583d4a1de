/** Shared libraries that Electron takes from the system: which are missing, and what brings them. */
import { spawnSync } from 'node:child_process'

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

/** Names such as `libnss3.so` that the program would not find. */
export function missingLibraries(executable: string): string[] {
  const { stdout } = spawnSync('ldd', [executable], { encoding: 'utf8' })
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
