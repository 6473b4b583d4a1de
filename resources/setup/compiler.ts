/** The C++ compiler of this computer: what compiles the binding and our own kernels. */
import { aptCommand, isOnPath, output } from './commands.ts'

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
