/** The current Electron, from its publisher or a mirror of it. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { downloadArchive } from '../../core/fetch/download.ts'
import type { Network } from '../../core/fetch/http.ts'
import { lockFolder } from '../../core/files/folder-lock.ts'
import { Failure } from '../../core/files/failure.ts'
import { openPersonsNetwork } from './person.ts'
import { bytesText } from '../../core/text/bytes-text.ts'
import { downloadsFolder, requireSpace, root, runtime } from './places.ts'
import { progressLine, say } from './say.ts'

const electronPackage = join(root, 'node_modules', 'electron')

export const releaseVersion = (JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')) as { version: string })
  .version

const publisher = 'https://github.com/electron/electron/releases/download/'
/** There is another source: no reason to wait long. */
const connectTimeoutMs = 8_000
const tryAgain = 'Check the connection, or set ELECTRON_MIRROR, and run `npm run setup -- electron`.'
/** Unpacked, a release takes about three times its archive. */
const unpackedFactor = 3

/** Path of the release's program. Throws a Failure (`download-failed`, `download-damaged`, `disk-full`, `unsupported-platform`). */
export async function bringRelease(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const file = `electron-v${releaseVersion}-${process.platform}-${process.arch}.zip`
  const sums = JSON.parse(readFileSync(join(electronPackage, 'checksums.json'), 'utf8')) as Record<string, string>
  const sha256 = sums[file]
  if (sha256 === undefined) throw new Failure('unsupported-platform', `there is no ${file}.`, tryAgain)
  const target = join(runtime, 'electron-release')
  const folder = downloadsFolder()
  const release = await lockFolder(join(folder, `${file}.lock`), new AbortController().signal)
  const { network } = openPersonsNetwork(environment)
  try {
    const url = releaseAddress(environment, file)
    const bytes = await sizeOf(url, network)
    say(`Getting Electron ${releaseVersion} from ${new URL(url).host}: ${bytesText(bytes, 0)} to download.`)
    mkdirSync(runtime, { recursive: true })
    requireSpace(runtime, unpackedFactor * bytes, 'Electron')
    requireSpace(folder, bytes, `Downloading ${file}`)
    const progress = progressLine(file)
    const archive = await downloadArchive({
      archive: { file, bytes, digest: { algorithm: 'sha256', encoding: 'hex', value: sha256 }, connectTimeoutMs },
      url,
      headers: {},
      folder,
      network,
      onProgress: (now) => progress.show(now),
      signal: new AbortController().signal,
    }).finally(() => progress.end())
    await unpackRelease(archive, target)
    return join(target, executableName)
  } finally {
    network.close()
    release()
  }
}

const executableName =
  process.platform === 'darwin'
    ? 'Electron.app/Contents/MacOS/Electron'
    : process.platform === 'win32'
      ? 'electron.exe'
      : 'electron'

/** As Electron's own installer composes it: ELECTRON_MIRROR, then ELECTRON_CUSTOM_DIR or the version, then the file. */
export function releaseAddress(environment: NodeJS.ProcessEnv, file: string): string {
  const setting = (name: string): string | undefined =>
    environment[`ELECTRON_${name.toUpperCase()}`] || environment[`npm_config_electron_${name}`] || undefined
  const mirror = (setting('mirror') ?? publisher).replace(/\/*$/, '/')
  const folder = (setting('custom_dir') ?? 'v{{ version }}').replace('{{ version }}', releaseVersion)
  return `${mirror}${folder}/${file}`
}

/** Length of the file, in bytes. Throws a Failure `download-failed` when the site does not give it. */
async function sizeOf(url: string, network: Network): Promise<number> {
  const { host } = new URL(url)
  const signal = AbortSignal.timeout(2 * connectTimeoutMs)
  const options = { headers: {}, connectTimeoutMs, stallTimeoutMs: connectTimeoutMs, signal }
  const response = await network.get(url, options).catch((thrown: unknown) => {
    throw new Failure(
      'download-failed',
      `${host} does not answer (${thrown instanceof Error ? thrown.message : 'no reason given'}).`,
      tryAgain,
    )
  })
  response.destroy()
  const bytes = Number(response.headers['content-length'])
  if (response.statusCode === 200 && bytes > 0) return bytes
  throw new Failure('download-failed', `${host} answered ${response.statusCode}.`, tryAgain)
}

/** Unpacks with what Electron's own installer uses, which knows links and permissions of every system. */
async function unpackRelease(archive: string, target: string): Promise<void> {
  const { extract } = createRequire(join(electronPackage, 'package.json'))('@electron-internal/extract-zip') as {
    extract(archive: string, options: { dir: string }): Promise<void>
  }
  const fresh = `${target}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh)
  await extract(archive, { dir: fresh })
  if (!existsSync(join(fresh, executableName)))
    throw new Failure('unpack-failed', `${archive} holds no ${executableName}.`, tryAgain)
  rmSync(target, { recursive: true, force: true })
  renameSync(fresh, target)
}
