/** Where there are no own kernels, or only those that the processor may use: set-up and doctor tell so, and the lab trains all the same. */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { runtimeFolder } from '../../core/tensorflow/runtime-location.ts'
import { hasCompiler } from './compiler.ts'

const setUp = fileURLToPath(new URL('../../resources/setup/main.ts', import.meta.url))
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-without-kernels-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 }))
})

/** What an npm command does, with other variables. */
function npm(parameters: readonly string[], environment: NodeJS.ProcessEnv) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [setUp, ...parameters], {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  })
  return { status, stdout, stderr }
}

function train(environment: NodeJS.ProcessEnv) {
  const library = join(folder, 'library')
  const options = ['--data', 'mnist', '--steps', '2', '--batch', '8', '--json', '--library', library]
  const { status, stdout, stderr } = npm(['lab', 'train', 'resnet-20', ...options], environment)
  const events = stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Record<string, unknown>]))
  const [told = ''] = events.flatMap(({ event, device }) => (event === 'started' ? [String(device)] : []))
  const [run = ''] = events.flatMap(({ event, run }) => (event === 'started' ? [String(run)] : []))
  const shown = npm(['lab', 'show', run, '--library', library], environment).stdout
  return { status, stderr, device: told, finished: events.some(({ event }) => event === 'finished'), shown }
}

/** A runtime folder like this computer's, in which no kernels were compiled yet. */
function freshRuntime(): string {
  const runtime = join(folder, 'runtime')
  mkdirSync(runtime)
  for (const part of ['tensorflow', 'binding']) symlinkSync(join(runtimeFolder(), part), join(runtime, part))
  const {
    kernels: _kernels,
    stamps,
    ...facts
  } = JSON.parse(readFileSync(join(runtimeFolder(), 'runtime.json'), 'utf8')) as {
    kernels?: unknown
    stamps: Record<string, string>
  }
  const { kernels: _stamp, ...others } = stamps
  writeFileSync(join(runtime, 'runtime.json'), JSON.stringify({ ...facts, stamps: others }))
  return runtime
}

/** A folder of programs in which the only compiler, if any, fails. */
function programs(hasFailing: boolean): string {
  const path = join(folder, 'programs')
  mkdirSync(path)
  if (!hasFailing) return path
  const script = join(path, 'g++')
  writeFileSync(script, '#!/bin/sh\necho "target.cc:1: error: this compiler is too old" >&2\nexit 1\n')
  chmodSync(script, 0o755)
  return path
}

describe.runIf(process.platform === 'linux').each([
  ['without a compiler', false, 'There is no C++ compiler (g++ or clang++) to compile them with.'],
  ['with a compiler that fails', true, 'g++ could not compile them: target.cc:1: error: this compiler is too old'],
])('%s', (_case, hasFailing, why) => {
  it("set-up says why there are no kernels and doctor what to do, and a run trains with TensorFlow's", () => {
    const environment = { STAGECRAFT_RUNTIME: freshRuntime(), PATH: programs(hasFailing), CXX: '' }
    const first = train(environment)
    expect(first.stderr).toContain("Our own kernels are off: TensorFlow's compute everything")
    expect(first.stderr).toContain(why)
    expect(first).toMatchObject({ status: 0, finished: true })
    expect(first.device).toMatch(/^TensorFlow [\d.]+, CPU, \d+ cores?$/)
    expect(first.shown).toContain(first.device)
    expect(first.shown).not.toContain('own kernels (')
    const { stdout } = npm(['doctor'], environment)
    const lines = stdout.split('\n')
    const told = lines.findIndex((line) => /! Own kernels/.test(line))
    expect(lines[told]).toContain(`${why} TensorFlow's compute instead`)
    expect(lines.slice(told + 1, told + 3).join('\n')).toContain('npm run setup')
  })
})

describe.runIf(hasCompiler && process.arch === 'x64')('on a processor', () => {
  it.each([
    ['without the instructions', 'SSE41', /^TensorFlow [\d.]+, CPU, \d+ cores?$/],
    ['with AVX2 alone', 'AVX2', /, own kernels \(AVX2\)$/],
  ])('%s a run trains, and its record says with what', (_case, most, device) => {
    const trained = train({ ONEDNN_MAX_CPU_ISA: most })
    expect(trained).toMatchObject({ status: 0, finished: true })
    expect(trained.device).toMatch(device)
    expect(trained.shown).toContain(trained.device)
  })

  it('without the instructions doctor says what hides them', () => {
    const { stdout } = npm(['doctor'], { ONEDNN_MAX_CPU_ISA: 'SSE41' })
    expect(stdout).toMatch(/! Own kernels +ONEDNN_MAX_CPU_ISA is SSE41, which leaves them no instructions/)
  })
})
