/** What each npm command does once the packages are installed: set-up as far as it needs, then the thing itself. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lockFolder } from '../../core/files/folder-lock.ts'
import { Failure, systemCode } from '../../core/files/failure.ts'
import { buildWindow } from './build.ts'
import { runChecks } from './checks.ts'
import { requireCompiler } from './compiler.ts'
import { hasDisplay } from '../../core/process/display.ts'
import { setUpElectron } from './electron.ts'
import { explain } from './explain.ts'
import { bringGpu, offerGpu } from './gpu.ts'
import { openLab, run, runCommandLine } from './launch.ts'
import { runOffline } from './offline.ts'
import { root, runtime } from './places.ts'
import { readFacts } from './runtime-facts.ts'
import { say } from './say.ts'
import { setUpSystemLibraries, setUpVirtualDisplay } from './system-libraries.ts'
import { setUpTensorFlow } from './tensorflow.ts'
import { fetchTestData } from './test-data.ts'

/** All that the lab needs; `window` says whether that includes a window to be seen. Gives whether nothing is missing. */
async function setUp(window: boolean): Promise<boolean> {
  const native = await setUpTensorFlow()
  await offerGpu()
  const electron = !window || (await setUpElectron())
  if (window && electron) setUpSystemLibraries()
  buildWindow()
  return native && electron
}

/** What tests need besides: the window even without a display, something to draw it on, and the data they train on. */
async function setUpTests(): Promise<void> {
  await setUp(true)
  const { electron } = readFacts()
  if (electron?.kind === 'missing')
    throw new Failure('no-electron', 'Without Electron the window cannot be tested.', electron.remedy)
  setUpVirtualDisplay()
  await fetchTestData()
}

/** The parts of set-up that can be asked for by name; each gives whether it went well. */
const parts: Record<string, () => Promise<boolean>> = {
  gpu: bringGpu,
  cpu: () => setUpTensorFlow('cpu'),
  electron: () => setUpElectron(true),
  test: () => setUpTests().then(() => true),
}

/** One set-up at a time in one clone: a second one waits, and then finds everything done. */
async function alone<T>(work: () => Promise<T>): Promise<T> {
  const notice = setTimeout(() => say('Another set-up is at work in this folder: waiting for it …'), 1000)
  const release = await lockRuntime()
  clearTimeout(notice)
  try {
    return await work()
  } finally {
    release?.()
  }
}

/** Null where this user may not write: what the folder's owner has set up is used as it is, and there is nothing to take turns at. */
async function lockRuntime(): Promise<(() => void) | null> {
  try {
    mkdirSync(runtime, { recursive: true })
    return await lockFolder(join(runtime, 'setup.lock'), new AbortController().signal)
  } catch (thrown) {
    if (['EACCES', 'EROFS'].includes(systemCode(thrown) ?? '')) return null
    throw thrown
  }
}

const verbs: Record<string, (parameters: string[]) => Promise<number>> = {
  async start(parameters) {
    await alone(() => setUp(hasDisplay()))
    return openLab(parameters)
  },
  async setup([name]) {
    const part = name === undefined ? null : parts[name]
    if (part === undefined) {
      say(`There is no part of set-up named "${name}". Parts: ${Object.keys(parts).join(', ')}; without a part, everything.`)
      return 2
    }
    const whole = await alone(async () => {
      const asked = part === null || (await part())
      return (await setUp(true)) && asked
    })
    say(
      `${whole ? 'Everything is set up.' : 'Not everything could be set up, as told above.'} \`npm start\` opens the lab; \`npm run doctor\` tells what was found.`,
    )
    return whole ? 0 : 1
  },
  async test(parameters) {
    if (parameters[0] === 'offline') return runOffline([fileURLToPath(import.meta.url), 'test', ...parameters.slice(1)])
    await alone(setUpTests)
    return runChecks(parameters)
  },
  doctor: (parameters) => runCommandLine(['doctor', ...parameters]),
  async lab(parameters) {
    await alone(async () => {
      await setUpTensorFlow()
      if (parameters[0] === 'serve') buildWindow()
    })
    return runCommandLine(parameters)
  },
  async reference(parameters) {
    await alone(setUpTensorFlow)
    return run(process.execPath, [join(root, 'tests', 'reference', 'main.ts'), ...parameters])
  },
  kernels(parameters) {
    requireCompiler('the check of our own kernels')
    return run(process.execPath, [join(root, 'tests', 'engine', 'kernels', 'main.ts'), ...parameters])
  },
  async bench(parameters) {
    await alone(setUpTensorFlow)
    return run(process.execPath, [join(root, 'tests', 'bench', 'main.ts'), ...parameters])
  },
}

const [name = '', ...parameters] = process.argv.slice(2)
const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined
try {
  if (verb === undefined) {
    say(`There is no command "${name}". Commands: ${Object.keys(verbs).join(', ')}.`)
    process.exitCode = 2
  } else process.exitCode = await verb(parameters)
} catch (thrown) {
  const { reason, remedy } = explain(thrown)
  say(`\n${reason}\n${remedy}`)
  process.exitCode = 1
}
