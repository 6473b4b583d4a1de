/** The window, built when its sources have changed since the last time. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../core/files/failure.ts'
import { root } from './places.ts'
import { isDone, markDone } from './runtime-facts.ts'
import { say } from './say.ts'

const sources = ['core', 'electron', 'renderer', 'electron.vite.config.ts', 'package.json', 'package-lock.json']

/** Throws a Failure (`build-failed`) with what the build said above it. */
export function buildWindow(): void {
  const stamp = sourcesStamp()
  const built = ['main/index.cjs', 'main/print.cjs', 'preload/index.cjs', 'renderer/index.html'].every((file) =>
    existsSync(join(root, 'out', file)),
  )
  if (built && isDone('window', stamp)) return
  say('Building the window …')
  const cli = join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js')
  const result = spawnSync(process.execPath, [cli, 'build', '--logLevel', 'warn'], { cwd: root, stdio: ['ignore', 2, 2] })
  if (result.status !== 0)
    throw new Failure(
      'build-failed',
      'The window could not be built (messages above).',
      'If you changed its sources, `npm test` tells where.',
    )
  markDone('window', stamp)
}

/** Names, sizes and times of all sources: cheap, and different after any edit or checkout. */
function sourcesStamp(): string {
  const hash = createHash('sha256')
  const add = (path: string): void => {
    const status = statSync(path)
    if (status.isDirectory()) for (const name of readdirSync(path).sort()) add(join(path, name))
    else hash.update(`${path} ${status.size} ${status.mtimeMs}\n`)
  }
  for (const source of sources) add(join(root, source))
  return hash.digest('hex')
}
