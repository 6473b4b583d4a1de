/** Opens the lab: its window, or a page at a loopback address where there is no display. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { Failure } from '../../core/files/failure.ts'
import { libraryArgument, libraryFolder, makeLibraryFolder } from '../../core/transport/library-folder.ts'
import { hasDisplay } from '../../core/process/display.ts'
import { root } from './places.ts'
import { readFacts } from './runtime-facts.ts'
import { sandboxOf } from './sandbox.ts'
import { say } from './say.ts'

/** Runs until the window is closed; gives the exit code. Throws a Failure (`sandbox-blocked`, `library-unusable`). */
export async function openLab(parameters: readonly string[]): Promise<number> {
  // Told here, where it was typed, and not by a window of its own.
  makeLibraryFolder(libraryFolder(libraryArgument(parameters), process.env['INIT_CWD']))
  const { electron } = readFacts()
  if (!hasDisplay()) {
    say('There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the lab is served to a browser.')
    return runCommandLine(['serve', ...parameters])
  }
  if (electron === undefined || electron.kind === 'missing') {
    say(`The window cannot be opened: ${electron?.reason ?? 'Electron is not here.'} So the lab is served to a browser.`)
    return runCommandLine(['serve', ...parameters])
  }
  if (electron.kind === 'evaluation') {
    say(
      `This is Electron ${electron.version}: for evaluation only, out of security support. \`npm run setup -- electron\` tries for the current one.`,
    )
  }
  const sandbox = sandboxOf(electron.executable)
  if (sandbox.kind === 'blocked') throw new Failure('sandbox-blocked', sandbox.reason, sandbox.remedy)
  if (sandbox.kind === 'off-for-root') {
    say(
      'Running as root: Chromium cannot use its sandbox then (--no-sandbox). Start Stagecraft as an ordinary user where you can.',
    )
  }
  const flags = sandbox.kind === 'off-for-root' ? ['--no-sandbox'] : []
  // The lab runs on this pinned Node, not on Electron's own.
  const environment = { ...process.env, STAGECRAFT_NODE: process.execPath }
  return run(electron.executable, [...flags, root, ...parameters], root, environment)
}

/** The command line of the lab with these arguments, whose paths are meant from where npm was called. */
export function runCommandLine(parameters: readonly string[]): Promise<number> {
  return run(process.execPath, [join(root, 'core', 'cli', 'main.ts'), ...parameters], process.env['INIT_CWD'] ?? process.cwd())
}

/** Runs a program in this terminal and gives its exit code. Ctrl-C is the program's to handle. */
export function run(
  program: string,
  parameters: readonly string[],
  folder: string = root,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd: folder, stdio: 'inherit', env: environment })
    const ignore = (): void => undefined
    const pass = (): void => void child.kill('SIGTERM')
    process.on('SIGINT', ignore)
    process.on('SIGTERM', pass)
    child.on('error', reject)
    child.on('exit', (code, signal) => {
      process.off('SIGINT', ignore)
      process.off('SIGTERM', pass)
      resolve(signal === null ? (code ?? 1) : 130)
    })
  })
}
