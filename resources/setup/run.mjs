// The first thing that runs after `git clone`: plain JavaScript without dependencies, for any Node from 18 on. It installs the packages of
// the lockfile, then hands over to main.ts on the pinned Node 24. What it says goes to stderr, so that a command's own output stays clean.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const stamp = join(root, 'node_modules', '.stagecraft-installed')

function say(line) {
  process.stderr.write(`${line}\n`)
}

function fail(what, remedy) {
  say(`\n${what}\n${remedy}`)
  process.exit(1)
}

/** Packages of another lockfile or platform are as good as none. */
function wantedPackages() {
  const lockfile = readFileSync(join(root, 'package-lock.json'))
  return `${createHash('sha256').update(lockfile).digest('hex')} ${process.platform}-${process.arch}`
}

function installPackages() {
  const wanted = wantedPackages()
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  say('Installing the packages of package-lock.json (about 730 MB on disk) …')
  // npm tells scripts where it is; started by hand, it is on the PATH.
  const npm = process.env.npm_execpath
  const options = { cwd: root, stdio: ['ignore', 2, 2] }
  const installArguments = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=optional', '--include=dev']
  const result = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...installArguments], options)
    : spawnSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', installArguments, {
        ...options,
        shell: process.platform === 'win32',
      })
  if (result.status !== 0) {
    const registry = process.env.npm_config_registry ?? 'https://registry.npmjs.org'
    fail(
      `npm could not install the packages (its messages are above).`,
      `Without a network or with too little space it cannot: check the connection to ${registry} and the free space, then run the same command again; what was fetched is kept.`,
    )
  }
  writeFileSync(stamp, wanted)
}

/** The Node that comes as a package for this platform; elsewhere whichever started this, if it is new enough. */
function pinnedNode() {
  const platform = process.platform === 'win32' ? 'win' : process.platform
  const folder = join(root, 'node_modules', `node-${platform}-${process.arch}`, 'bin')
  const pinned = join(folder, process.platform === 'win32' ? 'node.exe' : 'node')
  if (existsSync(pinned)) return pinned
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath
  return fail(
    `There is no packaged Node 24 for ${process.platform}-${process.arch}, and this Node is ${process.versions.node}.`,
    'Install Node 24 (https://nodejs.org) and run the same command with it.',
  )
}

installPackages()
const node = pinnedNode()
const child = spawn(node, [join(root, 'resources', 'setup', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  // Downloads honour HTTP_PROXY and HTTPS_PROXY.
  env: { ...process.env, NODE_USE_ENV_PROXY: '1', STAGECRAFT_NODE: node },
})
// Ctrl-C reaches the child as well; this process only waits for it and passes on what was meant for it alone.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 130))
