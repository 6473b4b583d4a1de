/** What each npm command does once the packages are installed: set-up as far as it needs, then the thing itself. */
import { join } from 'node:path'
import { Failure } from '../../core/files/failure.ts'
import { buildWindow } from './build.ts'
import { runChecks } from './checks.ts'
import { setUpElectron } from './electron.ts'
import { offerGpu } from './gpu.ts'
import { openLab, run, runCommandLine } from './launch.ts'
import { root } from './places.ts'
import { say } from './say.ts'
import { setUpSystemLibraries, setUpVirtualDisplay } from './system-libraries.ts'
import { setUpTensorFlow } from './tensorflow.ts'

async function setUp(): Promise<void> {
  await setUpTensorFlow()
  await offerGpu()
  await setUpElectron()
  setUpSystemLibraries()
  buildWindow()
}

const verbs: Record<string, (parameters: string[]) => Promise<number>> = {
  async start(parameters) {
    await setUp()
    return openLab(parameters)
  },
  async setup([part]) {
    if (part === 'gpu') await setUpTensorFlow('gpu')
    else if (part === 'electron') await setUpElectron(true)
    else if (part !== undefined) {
      say(`There is no part of set-up named "${part}". Parts: gpu, electron; without a part, everything.`)
      return 2
    }
    await setUp()
    say('Everything is set up. `npm start` opens the lab; `npm run doctor` tells what was found.')
    return 0
  },
  async test(parameters) {
    await setUp()
    setUpVirtualDisplay()
    return runChecks(parameters)
  },
  doctor: (parameters) => runCommandLine(['doctor', ...parameters]),
  async lab(parameters) {
    await setUpTensorFlow()
    if (parameters[0] === 'serve') buildWindow()
    return runCommandLine(parameters)
  },
  async reference(parameters) {
    await setUpTensorFlow()
    return run(process.execPath, [join(root, 'tests', 'reference', 'main.ts'), ...parameters])
  },
  async bench(parameters) {
    await setUpTensorFlow()
    return run(process.execPath, [join(root, 'tests', 'bench', 'main.ts'), ...parameters])
  },
}

const [name = '', ...parameters] = process.argv.slice(2)
const verb = verbs[name]
try {
  if (verb === undefined) {
    say(`There is no command "${name}". Commands: ${Object.keys(verbs).join(', ')}.`)
    process.exitCode = 2
  } else process.exitCode = await verb(parameters)
} catch (thrown) {
  if (!(thrown instanceof Failure)) throw thrown
  say(`\n${thrown.message}\n${thrown.remedy}`)
  process.exitCode = 1
}
