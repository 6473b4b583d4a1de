/** The C++ compiler of this computer: what compiles the binding and our own kernels. */
import { Failure } from '../../core/files/failure.ts'
import { aptCommand, aptInstall, canInstall, isOnPath, output } from './commands.ts'
import { say } from './say.ts'

/** The one that CXX names, else g++, else clang++; null where there is none. */
export function findCompiler(environment: NodeJS.ProcessEnv = process.env): string | null {
  const asked = environment['CXX'] ?? ''
  const known = ['g++', 'clang++'].find((name) => isOnPath(name, environment)) ?? null
  return asked === '' ? known : asked
}

/** As it names itself: "g++ (Debian 12.2.0-14) 12.2.0". */
export function compilerVersion(compiler: string): string {
  return (output(compiler, ['--version']).stdout ?? '').split('\n')[0] ?? ''
}

/** The first line of what it wrote that tells of an error. */
export function firstError({ stderr, error }: { readonly stderr: string | null; readonly error?: Error }): string {
  return (stderr ?? '').split('\n').find((line) => line.includes('error')) ?? error?.message ?? 'it gives no reason'
}

/** What to do where there is none. */
export function installCompiler(): string {
  return `Install one and run \`npm run setup\`: ${aptCommand(['g++'])} (Fedora: sudo dnf install gcc-c++; Arch: sudo pacman -S gcc)`
}

/** Installs g++ where that goes without asking. `what` it is to compile. Throws a Failure (`no-compiler`). */
export function requireCompiler(what: string): string {
  const found = findCompiler()
  if (found !== null) return found
  if (canInstall()) {
    say(`Installing g++, which compiles ${what} …`)
    const installed = aptInstall(['g++']) ? findCompiler() : null
    if (installed !== null) return installed
  }
  throw new Failure('no-compiler', `There is no C++ compiler (g++ or clang++) to compile ${what} with.`, installCompiler())
}
