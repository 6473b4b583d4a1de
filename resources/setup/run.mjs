// The first thing that runs after `git clone`: plain JavaScript without dependencies, for any Node from 18 on. It installs the packages of
// the lockfile, then hands over to main.ts on the pinned Node 24. What it says goes to stderr, so that a command's own output stays clean.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs, { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const runtime = process.env.STAGECRAFT_RUNTIME || join(root, '.runtime')
const pinnedMajor = 24
const packagesBytes = 750 * 2 ** 20

const lockfile = readFileSync(join(root, 'package-lock.json'), 'utf8')
/** What the lockfile pins, by place: `node_modules/vue` and so on. */
const wanted = JSON.parse(lockfile).packages

/** The package that holds Node 24 for this platform, if there is one. */
const platform = process.platform === 'win32' ? 'win' : process.platform
const nodePackage = [`node-${platform}-${process.arch}`, `node-bin-${platform}-${process.arch}`].find(
  (name) => wanted[`node_modules/${name}`] !== undefined,
)

function say(line) {
  process.stderr.write(`${line}\n`)
}

function fail(what, remedy) {
  say(`\n${what}\n${remedy}`)
  process.exit(1)
}

/** Where the package's Node is, below a folder with node_modules. */
function nodeIn(folder) {
  return join(folder, 'node_modules', nodePackage, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
}

/** Brings what the lockfile pins, unless it is here. */
function installPackages() {
  const stamp = join(root, 'node_modules', '.stagecraft-installed')
  // Packages of another lockfile or platform are as good as none.
  const state = `${createHash('sha256').update(lockfile).digest('hex')} ${process.platform}-${process.arch}`
  if (readIfThere(stamp) === state) return
  if (!arePackagesHere()) {
    requireOurs()
    requireSpace(packagesBytes, 'Installing the packages')
    say('Installing the packages of package-lock.json (about 310 MB to download, 730 MB on disk) …')
    npmInstall(root, nodeForNpm())
  }
  // Who may only read what its owner has installed does without the note: looking takes a moment each time.
  if (isOurs()) writeFileSync(stamp, state)
}

/** Whether this user may write to the clone; others can use what its owner has set up. */
function isOurs() {
  try {
    fs.accessSync(root, fs.constants.W_OK)
    return true
  } catch {
    return false
  }
}

function requireOurs() {
  if (isOurs()) return
  fail(
    `The packages must be installed in ${root}, and this user may not write there.`,
    'Run `npm run setup` once as the user who owns that folder; others can start Stagecraft from it then.',
  )
}

/** Whether somebody has installed them by hand: npm's own list of node_modules, which it writes last, agrees with the lockfile. */
function arePackagesHere() {
  const list = readIfThere(join(root, 'node_modules', '.package-lock.json'))
  if (list === null || (nodePackage !== undefined && !existsSync(nodeIn(root)))) return false
  const here = JSON.parse(list).packages
  return Object.entries(wanted).every(([place, { version, optional }]) => {
    if (place === '') return true
    return here[place] === undefined ? optional === true : here[place].version === version
  })
}

/**
 * The Node to run npm with. On an older one npm leaves out optional packages that do not fit it, among them compiled parts of our
 * tools; so the pinned Node is fetched first, by itself.
 */
function nodeForNpm() {
  if (Number(process.versions.node.split('.')[0]) >= pinnedMajor || nodePackage === undefined) return process.execPath
  const folder = join(runtime, 'node')
  const { version, integrity } = wanted[`node_modules/${nodePackage}`]
  const installed = readIfThere(join(folder, 'node_modules', nodePackage, 'package.json'))
  if (installed !== null && JSON.parse(installed).version === version && existsSync(nodeIn(folder))) return nodeIn(folder)
  say(`This is Node ${process.versions.node}: fetching Node ${version} for what follows (about 35 MB to download) …`)
  const fresh = `${folder}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  const dependencies = { [nodePackage]: version }
  const write = (name, content) => writeFileSync(join(fresh, name), JSON.stringify(content))
  write('package.json', { private: true, dependencies })
  write('package-lock.json', {
    lockfileVersion: 3,
    packages: { '': { dependencies }, [`node_modules/${nodePackage}`]: { version, integrity } },
  })
  npmInstall(fresh, process.execPath)
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  return nodeIn(folder)
}

/** `npm ci` in a folder, run by `node`; the person's npm settings hold, except where they would change what is installed. */
function npmInstall(folder, node) {
  const parameters = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--include=optional', '--include=dev']
  parameters.push('--engine-strict=false', '--package-lock=true', '--install-strategy=hoisted')
  // npm's own script finds its Node on the PATH, which Windows spells as it likes.
  const path = Object.keys(process.env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
  const env = { ...process.env, [path]: `${dirname(node)}${delimiter}${process.env[path] ?? ''}` }
  const options = { cwd: folder, stdio: ['ignore', 2, 2], env }
  // npm tells scripts where it is; started by hand, or by another package manager, it is looked for on the PATH.
  const npm = process.env.npm_execpath
  const windows = process.platform === 'win32'
  const { status, error } =
    npm !== undefined && basename(npm) === 'npm-cli.js'
      ? spawnSync(node, [npm, ...parameters], options)
      : spawnSync(windows ? 'npm.cmd' : 'npm', parameters, { ...options, shell: windows })
  if (status === 0) return
  if (error?.code === 'ENOENT') fail('There is no npm here.', 'Install Node with npm (https://nodejs.org) and run `npm start`.')
  const registry = process.env.npm_config_registry ?? 'https://registry.npmjs.org'
  fail(
    'npm could not install the packages (its messages are above).',
    `Check the connection to ${registry} and run the same command again; what was fetched is kept. Behind a proxy: npm config set https-proxy ADDRESS.`,
  )
}

function requireSpace(bytes, what) {
  // Node 18.0 to 18.14 cannot tell.
  const { bavail, bsize } = fs.statfsSync?.(root) ?? { bavail: Infinity, bsize: 1 }
  if (bavail * bsize >= bytes) return
  // Before TypeScript can be read: as core/text/bytes-text.ts writes it.
  const megabytes = (count) => `${Math.round(count / 1e6)} MB`
  fail(
    `${what} needs ${megabytes(bytes)} on the disk of ${root}; ${megabytes(bavail * bsize)} are free.`,
    'Free some space and run the same command again.',
  )
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null
}

/** The Node that came as a package; on a platform without one, whichever started this, if it is new enough. */
function pinnedNode() {
  if (nodePackage !== undefined && existsSync(nodeIn(root))) return nodeIn(root)
  if (Number(process.versions.node.split('.')[0]) >= pinnedMajor) return process.execPath
  return fail(
    `There is no packaged Node ${pinnedMajor} for ${process.platform}-${process.arch}, and this Node is ${process.versions.node}.`,
    `Install Node ${pinnedMajor} (https://nodejs.org) and run the same command with it.`,
  )
}

installPackages()
const node = pinnedNode()
const child = spawn(node, [join(root, 'resources', 'setup', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
  env: {
    ...process.env,
    // Downloads honour HTTP_PROXY and HTTPS_PROXY.
    NODE_USE_ENV_PROXY: '1',
    // Commands, labs and trainers start in half the time where their modules were compiled once; where nothing can be written they do without.
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE || join(runtime, 'compiled'),
    STAGECRAFT_NODE: node,
  },
})
// Ctrl-C reaches the child as well; this process only waits for it and passes on what was meant for it alone.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => child.kill('SIGTERM'))
child.on('error', (error) =>
  fail(
    `The packaged Node ${pinnedMajor} does not start here: ${error.message}.`,
    `It needs glibc 2.28 or newer on Linux (not musl). Install Node ${pinnedMajor} yourself, remove node_modules/${nodePackage}, and run the same command with it.`,
  ),
)
child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 130))
