/** The presets: architectures of the literature, one file each in resources/presets. For Node; the renderer asks the lab. */
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Architecture } from './architecture.ts'
import { takesShortcut } from './blocks.ts'
import { readArchitecture } from './file-format.ts'

export interface Preset {
  /** File name without extension, the name the command line takes: `resnet-20`, `plain-56`, `resnet-50-v1`. */
  readonly id: string
  readonly group: 'CIFAR' | 'ImageNet'
  readonly architecture: Architecture
  /** Where the architecture is described. */
  readonly source: string
}

const folder = new URL('../../resources/presets/', import.meta.url)

/** Names of all presets, as the command line takes them: `plain-20`, `resnet-50-v1`, `vgg-16`; by family, then depth. */
export async function presetNames(): Promise<string[]> {
  const files = await readdir(folder)
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort(new Intl.Collator('en', { numeric: true }).compare)
}

/** The preset's architecture, or null where there is none of that name. Throws when its file is damaged. */
export async function loadPreset(name: string): Promise<Architecture | null> {
  if (!(await presetNames()).includes(name)) return null
  const file = fileURLToPath(new URL(`${name}.json`, folder))
  const read = readArchitecture(await readFile(file, 'utf8'))
  if (!read.ok)
    throw new Error(`${file} is damaged: ${read.problems.map((problem) => problem.message).join(' ')} Install Stagecraft again.`)
  return read.architecture
}

/** Data of the literature that a preset's architecture comes from. */
export function presetSource({ input, stages }: Architecture): { group: 'CIFAR' | 'ImageNet'; source: string } {
  if (!stages.every(takesShortcut)) return { group: 'ImageNet', source: 'Simonyan & Zisserman 2015, table 1' }
  if (input.height === 32) return { group: 'CIFAR', source: 'He et al. 2016, section 4.2 and table 6' }
  return { group: 'ImageNet', source: 'He et al. 2016, section 3.4 and table 1' }
}
