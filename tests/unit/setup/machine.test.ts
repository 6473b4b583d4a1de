/** What set-up reads of the system it runs on, and what it says of it. */
import { expect, test } from 'vitest'
import { debianPackages } from '../../../core/doctor/electron-libraries.ts'
import { driverVersion } from '../../../core/tensorflow/nvidia-driver.ts'
import { releaseAddress, releaseVersion } from '../../../resources/setup/electron-release.ts'
import { explain } from '../../../resources/setup/explain.ts'
import { progressText } from '../../../resources/setup/say.ts'
import { Failure } from '../../../core/files/failure.ts'

test("names Debian's packages for missing libraries, each once", () => {
  const missing = ['libnss3.so', 'libnssutil3.so', 'libatk-1.0.so.0', 'libatk-bridge-2.0.so.0', 'libgtk-3.so.0', 'libgbm.so.1']
  // packages.debian.org, search for contents, bookworm
  expect(debianPackages(missing)).toEqual(['libnss3', 'libatk1.0-0', 'libatk-bridge2.0-0', 'libgtk-3-0', 'libgbm1'])
  expect(debianPackages(['libunknown.so.1'])).toEqual([])
})

test("reads the version of NVIDIA's kernel module, closed and open", () => {
  const closed =
    'NVRM version: NVIDIA UNIX x86_64 Kernel Module  560.35.03  Fri Aug 16 21:39:15 UTC 2024\nGCC version:  gcc 12.2.0\n'
  const open = 'NVRM version: NVIDIA UNIX Open Kernel Module for x86_64  555.42.06  Release Build  (archlinux)\n'
  expect(driverVersion(closed)).toBe('560.35.03')
  expect(driverVersion(open)).toBe('555.42.06')
  expect(driverVersion('something else')).toBeNull()
})

test("composes the address of Electron's release as its own installer does", () => {
  const file = 'electron.zip'
  const usual = `https://github.com/electron/electron/releases/download/v${releaseVersion}/${file}`
  expect(releaseAddress({}, file)).toBe(usual)
  // electronjs.org/docs/latest/tutorial/installation: mirrors
  expect(releaseAddress({ ELECTRON_MIRROR: 'https://mirror.example/electron/' }, file)).toBe(
    `https://mirror.example/electron/v${releaseVersion}/${file}`,
  )
  expect(releaseAddress({ npm_config_electron_mirror: 'https://m.example', ELECTRON_CUSTOM_DIR: '{{ version }}' }, file)).toBe(
    `https://m.example/${releaseVersion}/${file}`,
  )
})

test('says how far a download is', () => {
  const bytes = { doneBytes: 107e6, totalBytes: 261e6, host: 'files.example' }
  expect(progressText({ ...bytes, bytesPerSecond: 12.3e6, remainingMs: 12_520 })).toBe(
    '40 %, 107 MB of 261 MB from files.example, 12.3 MB/s, 13 s left',
  )
  expect(progressText({ ...bytes, bytesPerSecond: 0, remainingMs: null })).toBe('40 %, 107 MB of 261 MB from files.example')
})

test('explains failures and a full disk, and hides no mistake of ours', () => {
  expect(explain(new Failure('code', 'What.', 'Remedy.'))).toEqual({ reason: 'What.', remedy: 'Remedy.' })
  expect(explain(Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })).reason).toContain('disk is full')
  expect(() => explain(new TypeError('x is not a function'))).toThrow(TypeError)
})
