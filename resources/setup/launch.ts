/** Opens the lab: its window, or a page at a loopback address where there is no display. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { isRoot } from './commands.ts'
import { root } from './places.ts'
import { readFacts } from './runtime-facts.ts'
import { say } from './say.ts'

/** Runs until the window is closed; gives the exit code. */
export async function openLab(parameters: readonly string[]): Promise<number> {
  const { electron } = readFacts()
  if (electron === undefined || electron.kind === 'missing') {
    say(
      `The window cannot be opened: ${electron?.reason ?? 'Electron is not here.'}\n${electron?.remedy ?? 'Run `npm run setup`.'}`,
    )
    return runCommandLine(['serve', ...parameters])
  }
  if (!hasDisplay()) {
    say('There is no display here (neither DISPLAY nor WAYLAND_DISPLAY is set), so the lab is served to a browser.')
    return runCommandLine(['serve', ...parameters])
  }
  if (electron.kind === 'evaluation') {
    say(
      `This is Electron ${electron.version}: for evaluation only, out of security support. \`npm run setup -- electron\` tries for the current one.`,
    )
  }
  const sandbox: string[] = []
  if (isRoot() && process.platform === 'linux') {
    say(
      'Running as root: Chromium cannot use its sandbox then (--no-sandbox). Start Stagecraft as an ordinary user where you can.',
    )
    sandbox.push('--no-sandbox')
  }
  // The lab runs on this pinned Node, not on Electron's own.
  const environment = { ...process.env, STAGECRAFT_NODE: process.execPath }
  return run(electron.executable, [...sandbox, root, ...parameters], environment)
}

/** The command line of the lab, with these arguments. */
export function runCommandLine(parameters: readonly string[]): Promise<number> {
  return run(process.execPath, [join(root, 'core', 'cli', 'main.ts'), ...parameters])
}

/** Runs a program in this terminal and gives its exit code. Ctrl-C is the program's to handle. */
export function run(
  program: string,
  parameters: readonly string[],
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, parameters, { cwd: root, stdio: 'inherit', env: environment })
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

function hasDisplay(): boolean {
  return process.platform !== 'linux' || Boolean(process.env['DISPLAY']) || Boolean(process.env['WAYLAND_DISPLAY'])
}
