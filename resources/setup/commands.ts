/** Programs of the system that set-up runs. */
import { execFile, spawnSync, type SpawnSyncReturns } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/** Runs a program and gives its output; `status` is null when it is not there. */
export function output(program: string, parameters: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, parameters, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
}

/** The same without waiting for it, for several at once. */
export function outputLater(
  program: string,
  parameters: readonly string[],
): Promise<{ readonly status: number | null; readonly stderr: string; readonly error?: Error }> {
  return new Promise((resolve) => {
    const child = execFile(program, parameters, { maxBuffer: 64 * 2 ** 20 }, (error, _, stderr) =>
      resolve({ status: child.exitCode, stderr, ...(error !== null && { error }) }),
    )
  })
}

export function isOnPath(program: string, environment: NodeJS.ProcessEnv = process.env): boolean {
  return (environment['PATH'] ?? '').split(delimiter).some((folder) => folder !== '' && existsSync(join(folder, program)))
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** The command that installs Debian packages here, for a person to type. */
export function aptCommand(packages: readonly string[]): string {
  return `${isRoot() ? '' : 'sudo '}apt-get install -y ${packages.join(' ')}`
}

export function hasApt(): boolean {
  return isOnPath('apt-get')
}

/** Whether packages can be installed without asking: root on Debian or Ubuntu. */
export function canInstall(): boolean {
  return isRoot() && hasApt()
}

/**
 * Installs Debian packages; apt says on stderr what it fetches and how much. Gives whether they are installed now. Lists of packages
 * are fetched where there are none, or when it does not go with those that are there.
 */
export function aptInstall(packages: readonly string[]): boolean {
  const lists = '/var/lib/apt/lists'
  const hasLists =
    existsSync(lists) && readdirSync(lists).some((name) => name.endsWith('_Packages') || name.includes('_Packages.'))
  if (hasLists && install(packages)) return true
  apt(['update'])
  return install(packages)
}

function install(packages: readonly string[]): boolean {
  // Releases since 2024 have some libraries under a name that ends in t64.
  const isKnown = (name: string): boolean => output('apt-cache', ['show', name]).status === 0
  const named = packages.map((name) => (isKnown(`${name}t64`) ? `${name}t64` : name))
  return apt(['install', '-y', '--no-install-recommends', ...named])
}

function apt(parameters: readonly string[]): boolean {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  return spawnSync('apt-get', ['-q', ...parameters], { stdio: ['ignore', 2, 2], env: environment }).status === 0
}
