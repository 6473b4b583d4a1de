/** Chromium's sandbox as the kernel has it, on the app of an ordinary user: root, whom tests often run as, gets none. */
import { spawn, spawnSync } from 'node:child_process'
import { chmodSync, chownSync, copyFileSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { electronExecutable, expect, test } from './support/app.ts'
import { kill, processesOf } from './support/place.ts'

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
  const app = spawn(electronExecutable(), [`--user-data-dir=${place.userData}`, `--library=${place.library}`, root], {
    ...ordinary,
    stdio: 'ignore',
    env: { ...process.env, HOME: home, TMPDIR: home, XAUTHORITY: join(home, 'authority'), STAGECRAFT_NODE: process.execPath },
  })
  try {
    await expect.poll(() => processesOf(place, '--type=renderer').map(protections)).toEqual([{ filters: '2', privileges: '1' }])
  } finally {
    if (app.pid !== undefined) kill(app.pid)
  }
})

/** Seccomp's mode, 2 for filters, and that no new privileges can be had. */
function protections(pid: number): { filters?: string; privileges?: string } {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  return { filters: /^Seccomp:\s*(\d)/m.exec(status)?.[1], privileges: /^NoNewPrivs:\s*(\d)/m.exec(status)?.[1] }
}
