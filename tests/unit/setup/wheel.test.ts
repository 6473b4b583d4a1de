/** From a package index on this computer to unpacked files, and what goes wrong on the way. */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { placeOf } from '../../../resources/setup/tensorflow.ts'
import { fetchWheel, inside, unpackWheel, type Wheel } from '../../../resources/setup/wheel.ts'
import { breakAfter, corrupt, serveFile, status } from '../datasets/support/file-server.ts'
import { zipOf } from './zip.ts'

const content = zipOf([
  { name: 'tool/libtool.so', content: 'library '.repeat(1000), mode: 0o755 },
  { name: 'tool/__init__.py', content: 'print()', mode: 0o644 },
])
const wheel: Wheel = {
  package: 'tool',
  file: 'tool-1.0-py3-none-any.whl',
  bytes: content.length,
  sha256: createHash('sha256').update(content).digest('hex'),
  unpackedBytes: 8000,
}

let folder: string
let downloads: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-wheel-'))
  downloads = join(folder, 'stagecraft', 'downloads')
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
})

/** An index whose only file lies at `url`. Ends with the test. */
async function serveIndex(url: string): Promise<NodeJS.ProcessEnv> {
  const server = createServer((request, response) => {
    if (request.url !== '/simple/tool/') return void response.writeHead(404).end()
    response.end(`<a href="${url.replace(/file$/, wheel.file)}#sha256=${wheel.sha256}">${wheel.file}</a>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return environment(`http://127.0.0.1:${(server.address() as AddressInfo).port}/simple`)
}

/** Nothing of the person who tests: neither proxy nor settings. */
const environment = (index: string): NodeJS.ProcessEnv => ({
  PIP_CONFIG_FILE: devNull,
  PIP_INDEX_URL: index,
  XDG_CACHE_HOME: folder,
  npm_config_userconfig: '/nonexistent',
  npm_config_globalconfig: '/nonexistent',
})

describe('fetching', () => {
  test('asks once: the second time the file is there', async () => {
    const server = await serveFile(content)
    const settings = await serveIndex(server.url)
    const path = await fetchWheel(wheel, settings)
    expect(readFileSync(path)).toEqual(content)
    expect(await fetchWheel(wheel, settings)).toBe(path)
    expect(server.ranges).toEqual([null])
    expect(readdirSync(downloads)).toEqual([wheel.file])
  })

  test('needs no index when somebody has put the file there', async () => {
    mkdirSync(downloads, { recursive: true })
    writeFileSync(join(downloads, wheel.file), content)
    expect(await fetchWheel(wheel, environment('http://127.0.0.1:9/simple'))).toBe(join(downloads, wheel.file))
  })

  test('goes on after connections that broke, from the byte it had', async () => {
    const server = await serveFile(content, breakAfter(3000), breakAfter(2000))
    expect(readFileSync(await fetchWheel(wheel, await serveIndex(server.url)))).toEqual(content)
    expect(server.ranges).toEqual([null, 'bytes=3000-', 'bytes=5000-', 'bytes=7000-'])
  })

  test('goes on where an earlier set-up was interrupted', async () => {
    mkdirSync(downloads, { recursive: true })
    writeFileSync(join(downloads, `${wheel.file}.part`), content.subarray(0, 4096))
    const server = await serveFile(content)
    expect(readFileSync(await fetchWheel(wheel, await serveIndex(server.url)))).toEqual(content)
    expect(server.ranges).toEqual(['bytes=4096-'])
  })

  test('begins anew when what arrived is damaged', async () => {
    const server = await serveFile(content, corrupt)
    const path = join(downloads, wheel.file)
    await expect(fetchWheel(wheel, await serveIndex(server.url))).rejects.toMatchObject({ code: 'download-damaged' })
    expect(existsSync(path)).toBe(false)
    const better = await serveFile(content, corrupt, (response, _request, whole) => void response.end(whole))
    expect(readFileSync(await fetchWheel(wheel, await serveIndex(better.url)))).toEqual(content)
    expect(better.ranges).toEqual([null, null])
  })

  test('takes a file that was damaged on the disk for none', async () => {
    mkdirSync(downloads, { recursive: true })
    writeFileSync(join(downloads, wheel.file), Buffer.alloc(content.length))
    const server = await serveFile(content)
    expect(readFileSync(await fetchWheel(wheel, await serveIndex(server.url)))).toEqual(content)
  })

  test('says what the index answered and where the file can be put by hand', async () => {
    const server = await serveFile(content, status(503))
    const index = server.url.replace('/file', '')
    const failure = fetchWheel(wheel, environment(index))
    await expect(failure).rejects.toMatchObject({ code: 'download-failed' })
    await expect(failure).rejects.toThrow(`${wheel.file} was not found: ${new URL(index).host} answered 503.`)
    await expect(failure).rejects.toMatchObject({ remedy: expect.stringContaining(downloads) as string })
  })
})

describe('unpacking', () => {
  test('takes only what has a place, with its permissions', async () => {
    const file = join(folder, wheel.file)
    writeFileSync(file, content)
    await unpackWheel(file, (entry) => (entry.endsWith('.so') ? join(folder, 'out', 'lib', 'libtool.so') : null))
    expect(readdirSync(join(folder, 'out'), { recursive: true })).toEqual(['lib', join('lib', 'libtool.so')])
    expect(readFileSync(join(folder, 'out', 'lib', 'libtool.so'), 'utf8')).toBe('library '.repeat(1000))
    if (process.platform !== 'win32') expect(statSync(join(folder, 'out', 'lib', 'libtool.so')).mode & 0o777).toBe(0o755)
  })

  test('never leaves its folder', () => {
    expect(inside('/a/b', 'c/d.so')).toBe(join('/a', 'b', 'c', 'd.so'))
    for (const entry of ['../x', 'c/../../x', '..']) expect(() => inside('/a/b', entry)).toThrow('outside')
  })

  test('takes of the wheels the libraries, the C headers and what TensorFlow looks for beside them', () => {
    const places = {
      'tensorflow/libtensorflow_cc.so.2': 'lib/libtensorflow_cc.so.2',
      'tensorflow/libtensorflow_framework.so.2': 'lib/libtensorflow_framework.so.2',
      'tensorflow/include/tensorflow/c/c_api.h': 'include/tensorflow/c/c_api.h',
      'tensorflow/include/xla/tsl/c/tsl_status.h': 'include/xla/tsl/c/tsl_status.h',
      'nvidia/cudnn/lib/libcudnn.so.9': 'cuda/libcudnn.so.9',
      'nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.9': 'cuda/libnvrtc-builtins.so.12.9',
      'nvidia/cuda_nvcc/bin/ptxas': 'nvidia/cuda_nvcc/bin/ptxas',
    }
    for (const [entry, place] of Object.entries(places)) expect(placeOf(entry, '/t')).toBe(join('/t', place))
    for (const entry of ['tensorflow/python/x.py', 'tensorflow/include/Eigen/Core', 'nvidia/cudnn/include/cudnn.h']) {
      expect(placeOf(entry, '/t')).toBeNull()
    }
  })
})
