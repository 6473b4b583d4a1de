/** A Python environment of its own for a comparison, made once for its list of packages. */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../../core/files/failure.ts'

/** Path of its Python, with the packages of the requirements file. Throws a Failure when there is no Python 3 or pip cannot install. */
export function pythonEnvironment(folder: string, requirements: string): string {
  const windows = process.platform === 'win32'
  const python = join(folder, windows ? 'Scripts/python.exe' : 'bin/python')
  const stampFile = join(folder, '.stamp')
  const stamp = createHash('sha256').update(readFileSync(requirements)).digest('hex')
  if (existsSync(python) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return python
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true })
  console.error(`Making a Python environment with ${readFileSync(requirements, 'utf8').trim().split('\n').join(', ')} …`)
  const run = (program: string, parameters: string[]): boolean =>
    spawnSync(program, parameters, { stdio: ['ignore', 2, 2], env: withoutLibraries() }).status === 0
  if (!run(windows ? 'python' : 'python3', ['-m', 'venv', folder])) {
    throw new Failure(
      'no-python',
      'There is no Python 3 here that can make a virtual environment (its messages are above).',
      'Install it: `apt-get install -y python3-venv` on Debian and Ubuntu, else from https://python.org.',
    )
  }
  if (!run(python, ['-m', 'pip', 'install', '--quiet', '-r', requirements])) {
    throw new Failure(
      'no-packages',
      `pip could not install the packages of ${requirements} (its messages are above).`,
      'Check the connection and the free space: TensorFlow takes some 2 GB, PyTorch on Linux 3 GB, much less where pip is told of https://download.pytorch.org/whl/cpu.',
    )
  }
  writeFileSync(stampFile, stamp)
  return python
}

/** Python loads libraries of its own; ours for TensorFlow must not come before them. */
export function withoutLibraries(): NodeJS.ProcessEnv {
  const { LD_LIBRARY_PATH: _libraries, ...environment } = process.env
  return environment
}
