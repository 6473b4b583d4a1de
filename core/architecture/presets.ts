/** The presets: architectures of the literature, one file each in resources/presets. For Node; the renderer asks the lab. */
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Architecture } from './architecture.ts'
import { readArchitecture } from './file-format.ts'
import { familySchema, type GalleryFamily, type Preset } from './gallery.ts'

const presets = new URL('../../resources/presets/', import.meta.url)
const families = new URL('../../resources/gallery/', import.meta.url)

/** Names of all presets, as the command line takes them: `plain-20`, `resnet-50-v1`, `vgg-16`; by name, numbers by their size. */
export async function presetNames(): Promise<string[]> {
  return (await namesIn(presets)).sort(new Intl.Collator('en', { numeric: true }).compare)
}

async function namesIn(folder: URL): Promise<string[]> {
  const files = await readdir(folder)
  return files.filter((file) => file.endsWith('.json')).map((file) => file.slice(0, -'.json'.length))
}

/** The preset's architecture, or null where there is none of that name. Throws when its file is damaged. */
export async function loadPreset(name: string): Promise<Architecture | null> {
  if (!(await presetNames()).includes(name)) return null
  const file = fileURLToPath(new URL(`${name}.json`, presets))
  const read = readArchitecture(await readFile(file, 'utf8'))
  if (!read.ok) throw damaged(file, read.problems.map((problem) => problem.message).join(' '))
  return read.architecture
}

/** All presets with their papers: families in the order in which they were published. Throws when a file is damaged. */
export async function loadGallery(): Promise<Preset[]> {
  const read = await Promise.all((await namesIn(families)).sort().map(loadFamily))
  const ordered = read.sort((one, other) => one.paper.first.localeCompare(other.paper.first, 'en'))
  return (await Promise.all(ordered.map(presetsOf))).flat()
}

async function loadFamily(name: string): Promise<GalleryFamily> {
  const file = fileURLToPath(new URL(`${name}.json`, families))
  const parsed = familySchema.safeParse(parseJson(await readFile(file, 'utf8'), file))
  if (parsed.success) return parsed.data
  throw damaged(file, parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}.`).join(' '))
}

function presetsOf({ family, paper, networks }: GalleryFamily): Promise<Preset[]> {
  return Promise.all(
    networks.map(async (network) => {
      const architecture = await loadPreset(network.id)
      if (architecture === null)
        throw damaged(fileURLToPath(families), `There is no preset ${network.id} for the family ${family}.`)
      return { ...network, family, paper, architecture }
    }),
  )
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw damaged(file, 'It is not JSON.')
  }
}

function damaged(file: string, why: string): Error {
  return new Error(`${file} is damaged: ${why} Install Stagecraft again.`)
}
