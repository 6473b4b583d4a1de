/**
 * electron-builder's hook before packing: the packages that lab and trainers need at run time, without those for development, as
 * dist/modules/node_modules; and what set-up fetched must be there.
 */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

export default async function beforePack() {
  for (const needed of ['out/main/index.cjs', '.runtime/binding', '.runtime/tensorflow']) {
    if (!existsSync(join(root, needed))) throw new Error(`${needed} is not there. Run \`npm run setup\` first.`)
  }
  const modules = join(root, 'dist', 'modules')
  rmSync(modules, { recursive: true, force: true })
  mkdirSync(modules, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) cpSync(join(root, file), join(modules, file))
  const install = spawnSync('npm', ['ci', '--omit=dev', '--ignore-scripts'], {
    cwd: modules,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  })
  if (install.status !== 0) throw new Error('The packages for the release could not be installed (messages above).')
}
