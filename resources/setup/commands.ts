/** Programs of the system that set-up runs. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process'

/** Runs a program and gives its output; `status` is null when it is not there. */
export function output(program: string, parameters: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, parameters, { encoding: 'utf8', maxBuffer: 64 * 2 ** 20 })
}

export function isRoot(): boolean {
  return process.getuid?.() === 0
}

/** The command that installs Debian packages here, for a person to type. */
export function aptCommand(packages: readonly string[]): string {
  return `${isRoot() ? '' : 'sudo '}apt-get install -y ${packages.join(' ')}`
}

/** Whether packages can be installed without asking: root on Debian or Ubuntu. */
export function canInstall(): boolean {
  return isRoot() && output('apt-get', ['--version']).status === 0
}

let updated = false

/** Installs Debian packages; gives whether they are installed now. Names that this release does not have are looked up by their t64 name. */
export function aptInstall(packages: readonly string[]): boolean {
  if (!updated) output('apt-get', ['update'])
  updated = true
  const named = packages.map((name) => (output('apt-cache', ['show', `${name}t64`]).status === 0 ? `${name}t64` : name))
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const parameters = ['install', '-y', '--no-install-recommends', ...named]
  return spawnSync('apt-get', parameters, { stdio: ['ignore', 'ignore', 2], env: environment }).status === 0
}
