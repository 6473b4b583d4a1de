/** Chromium's sandbox as the kernel has it, on the app of an ordinary user: root, whom tests often run as, gets none. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { electronExecutable, expect, test } from './support/app.ts'
import { kill, processesOf, processesUnder, type Place } from './support/place.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** Root becomes somebody else for this; anybody else stays who they are. */
const ordinary = process.getuid?.() === 0 ? { uid: 12_345, gid: 12_345 } : {}

test('the page of an ordinary user runs in the sandbox', async ({ place }) => {
  test.skip(process.platform !== 'linux', 'The kernel tells of it in /proc on Linux only.')
  test.skip(spawnSync('unshare', ['-U', 'true'], ordinary).status !== 0, 'This system keeps ordinary users from namespaces.')
  test.skip(
    spawnSync('test', ['-r', join(root, 'package.json'), '-a', '-x', electronExecutable()], ordinary).status !== 0,
    'An ordinary user may not enter this folder.',
  )
  const home = join(place.folder, 'home')
  mkdirSync(home)
  const authority = process.env['XAUTHORITY']
  if (authority !== undefined) copyFileSync(authority, join(home, 'authority'))
  if (ordinary.uid !== undefined) {
    chmodSync(place.folder, 0o755)
    for (const path of [place.folder, home]) chownSync(path, ordinary.uid, ordinary.gid)
    if (authority !== undefined) chownSync(join(home, 'authority'), ordinary.uid, ordinary.gid)
  }
  const app = await untilPage(place, () =>
    spawn(electronExecutable(), [`--user-data-dir=${place.userData}`, `--library=${place.library}`, root], {
      ...ordinary,
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, HOME: home, TMPDIR: home, XAUTHORITY: join(home, 'authority'), STAGECRAFT_NODE: process.execPath },
    }),
  )
  expect(pagesOf(app).map(({ privileges }) => privileges)).not.toContain('0')
})

/** Far longer than a start takes on a laden machine, which is two seconds; and a start in a hundred of the older Electron shows nothing (support/app.ts). */
const startMs = 15_000
const mostStarts = 3

/**
 * What keeps each page in, of those that are shut in: a page's process is there a moment before it is. It is forked from a zygote, which the kernel goes on
 * calling it where it cannot write its own name; the zygote itself has no filters.
 */
const pagesOf = (app: number): Protections[] =>
  processesUnder(app)
    .filter(({ command }) => /--type=(renderer|zygote)/.test(command) && !command.includes('--no-zygote-sandbox'))
    .map(({ pid }) => protections(pid))
    .filter(({ filters }) => filters === '2')

/** Starts the app until it has a page, and gives its pid. Throws with what it said, and which processes it had, when no start shows one. */
async function untilPage(place: Place, start: () => ChildProcess): Promise<number> {
  let said = ''
  for (let tries = 1; tries <= mostStarts; tries += 1) {
    const app = start()
    const pid = app.pid ?? 0
    app.stderr?.on('data', (text: Buffer) => (said += text.toString()))
    const end = Date.now() + startMs
    while (Date.now() < end && app.exitCode === null && app.signalCode === null) {
      if (pagesOf(pid).length > 0) return pid
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    said += `start ${tries} ended with ${app.exitCode ?? app.signalCode ?? `no page after ${startMs / 1_000} s`}\n`
    said += processesUnder(pid)
      .map(({ command }) => `  ${command}\n`)
      .join('')
    for (const left of processesOf(place)) kill(left)
  }
  throw new Error(`The app of an ordinary user shows no page:\n${said}`)
}

interface Protections {
  readonly filters?: string
  readonly privileges?: string
}

/** Seccomp's mode, 2 for filters, and that no new privileges can be had; neither of a process that ended meanwhile. */
function protections(pid: number): Protections {
  if (!existsSync(`/proc/${pid}/status`)) return {}
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return { filters: /^Seccomp:\s*(\d)/m.exec(status)?.[1], privileges: /^NoNewPrivs:\s*(\d)/m.exec(status)?.[1] }
}
