/** What the system report reads of the machine, on texts as the programs that it asks give them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { loaderPaths } from '../../../core/doctor/cuda-libraries.ts'
import { deviceCheck } from '../../../core/doctor/gpu.ts'
import { ownKernelsCheck } from '../../../core/doctor/own-kernels.ts'
import { wordsAboutGpus } from '../../../core/doctor/tensorflow.ts'
import { windowChecks } from '../../../core/doctor/window.ts'

function runtimeWith(text: string | null): string {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-doctor-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  if (text !== null) writeFileSync(join(folder, 'runtime.json'), text)
  return folder
}

describe('the window', () => {
  const check = (text: string | null, environment: NodeJS.ProcessEnv = { DISPLAY: ':0' }) =>
    windowChecks({ STAGECRAFT_RUNTIME: runtimeWith(text), ...environment })[0]

  test('is missing before set-up, and when its file is damaged', () => {
    for (const text of [null, '{"electron": {', '{}']) {
      expect(check(text)).toMatchObject({ name: 'Window', state: 'missing', remedy: { command: 'npm run setup' } })
    }
  })

  test.runIf(process.platform === 'linux')('is not missed without a display', () => {
    expect(check(null, { DISPLAY: '' })).toMatchObject({ name: 'Window', state: 'information' })
  })

  test('wants attention when it is the old build, with the command that tries for the current one', () => {
    const electron = { kind: 'evaluation', version: '22.3.25', executable: process.execPath }
    expect(check(JSON.stringify({ electron }))).toMatchObject({
      state: 'attention',
      value: 'Electron 22.3.25, for evaluation only, out of security support',
      remedy: { command: 'npm run setup -- electron' },
    })
  })

  test('is missing when it has been removed, and when it could not be had', () => {
    const gone = { kind: 'release', version: '45.4.1', executable: '/nonexistent/electron' }
    expect(check(JSON.stringify({ electron: gone }))).toMatchObject({ state: 'missing', value: '/nonexistent/electron is gone.' })
    const failed = { kind: 'missing', reason: 'No network.', remedy: 'Connect.' }
    expect(check(JSON.stringify({ electron: failed }))).toMatchObject({ value: 'No network.', remedy: { text: 'Connect.' } })
  })
})

describe('our own kernels', () => {
  const compiled = { kind: 'compiled', path: '/runtime/kernels/kernels.node', version: '489acef1d1e2' } as const
  const notCompiled = { kind: 'missing', reason: 'There is no C++ compiler.', remedy: 'Install one.' } as const

  test('are told with the instructions that they compute with', () => {
    const check = ownKernelsCheck(compiled, { kind: 'ready', instructions: 'AVX-512 BF16' }, undefined)
    expect(check).toMatchObject({ name: 'Own kernels', state: 'fine', value: 'with AVX-512 BF16, compiled here', word: 'loads' })
    const without = ownKernelsCheck(compiled, { kind: 'ready', instructions: 'AVX-512 BF16 (AMX disagrees)' }, undefined)
    expect(without.value).toContain('AMX disagrees')
    expect(ownKernelsCheck(compiled, { kind: 'ready', instructions: 'AVX2' }, 'AVX2').value).toContain(
      'ONEDNN_MAX_CPU_ISA is AVX2',
    )
  })

  test.each([
    ['not compiled', notCompiled, null, undefined, 'There is no C++ compiler.', 'Install one.'],
    ['too old a processor', compiled, { kind: 'unsuitable' }, undefined, 'This processor has none', 'Nothing needs to be done'],
    ['masked', compiled, { kind: 'unsuitable' }, 'SSE41', 'ONEDNN_MAX_CPU_ISA is SSE41', 'Start without that variable'],
    ['broken', compiled, { kind: 'broken', reason: 'undefined symbol' }, undefined, 'undefined symbol', 'Remove them'],
  ] as const)('%s: why, what computes instead, and what to do', (_case, set, loaded, mask, why, remedy) => {
    const check = ownKernelsCheck(set, loaded, mask)
    expect(check.state).toBe('attention')
    expect(check.value).toContain(why)
    expect(check.value).toContain("TensorFlow's compute instead")
    expect(check.remedy?.text).toContain(remedy)
  })
})

test("TensorFlow's words about GPUs lose their time and place, and each is said once", () => {
  const log = [
    '2026-11-21 07:25:01.2: E external/local_xla/xla/stream_executor/cuda/cuda_platform.cc:51] failed call to cuInit: UNKNOWN ERROR (303)',
    '2026-11-21 07:25:01.2: W tensorflow/core/common_runtime/gpu/gpu_device.cc:2342] Cannot dlopen some GPU libraries.',
    '2026-11-21 07:25:01.3: W tensorflow/core/common_runtime/gpu/gpu_device.cc:2342] Cannot dlopen some GPU libraries.',
    '2026-11-21 07:25:01.3: I tensorflow/core/platform/cpu_feature_guard.cc:210] This TensorFlow binary is optimized.',
  ].join('\n')
  expect(wordsAboutGpus(log)).toEqual(['failed call to cuInit: UNKNOWN ERROR (303)', 'Cannot dlopen some GPU libraries.'])
})

test("libraries are found in the loader's cache, as ldconfig -p lists it", () => {
  const cache =
    "2 libs found in cache `/etc/ld.so.cache'\n\tlibcuda.so.1 (libc6,x86-64) => /usr/lib/x86_64-linux-gnu/libcuda.so.1\n\tlibc.so.6 (libc6, OS ABI: Linux 3.2.0) => /lib/libc.so.6\n"
  expect(loaderPaths(cache).get('libcuda.so.1')).toBe('/usr/lib/x86_64-linux-gnu/libcuda.so.1')
  expect(loaderPaths(cache).get('libcudnn.so.9')).toBeUndefined()
})

test.each([
  ['NVIDIA H100 80GB HBM3, 81559 MiB, 9.0', 'found', 'NVIDIA H100 80GB HBM3, 81559 MiB, compute 9.0'],
  ['Tesla P100-PCIE-16GB, 16384 MiB, 6.0', 'found', 'Tesla P100-PCIE-16GB, 16384 MiB, compute 6.0'],
  ['NVIDIA GeForce RTX 5090, 32607 MiB, 12.0', 'attention', 'no code for 10.0 and later (Blackwell)'],
  ['NVIDIA B200, 183359 MiB, 10.0', 'attention', 'no code for 10.0 and later (Blackwell)'],
  ['Tesla M40, 11441 MiB, 5.2', 'attention', 'no code for older than 6.0'],
  ['GeForce GTX 1080, 8119 MiB', 'found', 'GeForce GTX 1080, 8119 MiB'],
])('the card %s is %s', (line, state, value) => {
  const check = deviceCheck(line)
  expect(check.state).toBe(state)
  expect(check.value).toContain(value)
  if (state === 'attention') expect(check.remedy?.text).toContain('compute 6.0 to 9.0')
})
