/**
 * Native TensorFlow: its libraries and headers from the published wheel, and tfjs-node-gpu's binding compiled against them. Where neither
 * can be had, the reason is noted and the lab works without.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setUpBinding } from './binding.ts'
import { setUpKernels } from './kernels.ts'
import { explain } from './explain.ts'
import { bytesText } from '../../core/text/bytes-text.ts'
import { requireSpace, runtime } from './places.ts'
import { isDone, markDone, readFacts, remember, type TensorFlowFacts } from './runtime-facts.ts'
import { say } from './say.ts'
import { installPublishedBinding } from './tfjs-node.ts'
import { fetchWheel, inside, unpackWheel, type Wheel } from './wheel.ts'
import wheels from './wheels.json' with { type: 'json' }

const tensorflowVersion = '2.21.0'

export type Variant = 'cpu' | 'gpu'

/** Wheels of a variant for this platform; none where TensorFlow is not published as one that we can use. */
function wheelsFor(variant: Variant): readonly Wheel[] {
  if (process.platform !== 'linux') return []
  if (process.arch === 'arm64') return variant === 'cpu' ? wheels['cpu-arm64'] : []
  if (process.arch === 'x64') return wheels[variant]
  return []
}

function sum(list: readonly Wheel[], of: 'bytes' | 'unpackedBytes'): number {
  return list.reduce((total, wheel) => total + wheel[of], 0)
}

/** "3.38 GB to download, 5.59 GB on disk" */
export function variantSizes(variant: Variant): string {
  const list = wheelsFor(variant)
  return `${bytesText(sum(list, 'bytes'), 0)} to download, ${bytesText(sum(list, 'unpackedBytes'), 0)} on disk`
}

/**
 * Brings native TensorFlow, unless it is there; `asked` is the variant a person wants, else it is the one in use, else the CPU's.
 * Without it the lab works too, so what went wrong is told and noted; gives whether the variant is there now.
 */
export async function setUpTensorFlow(asked?: Variant): Promise<boolean> {
  const { tensorflow } = readFacts()
  const inUse = tensorflow?.kind === 'native' ? tensorflow.variant : null
  const variant = asked ?? inUse ?? 'cpu'
  try {
    const found = wheelsFor(variant).length > 0 ? await fromWheels(variant) : fromTfjsNode(variant, tensorflow)
    if (JSON.stringify(found) !== JSON.stringify(tensorflow)) remember({ tensorflow: found })
    return true
  } catch (thrown) {
    const missing = explain(thrown)
    say(`\n${missing.reason}\n${missing.remedy}`)
    if (inUse !== null && inUse !== variant) {
      say(`TensorFlow for the ${inUse.toUpperCase()} stays in use.\n`)
      return false
    }
    say('Designing, saved runs, and slow training in plain JavaScript work without native TensorFlow.\n')
    remember({ tensorflow: { kind: 'missing', ...missing } })
    return false
  }
}

async function fromWheels(variant: Variant): Promise<TensorFlowFacts> {
  const name = variant === 'cpu' ? 'tensorflow' : 'tensorflow-gpu'
  const folder = join(runtime, name)
  const list = wheelsFor(variant)
  const stamp = ['with headers of operations', ...list.map((wheel) => wheel.sha256)].join(' ')
  const libraries = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'].map((file) => join(folder, 'lib', file))
  if (!isDone(name, stamp) || !libraries.every((file) => existsSync(file))) {
    await bringLibraries(variant, list, folder)
    markDone(name, stamp)
  }
  const version = `${tensorflowVersion} ${process.platform}-${process.arch}`
  setUpBinding(folder, version)
  await setUpKernels(folder, version)
  const libraryFolders = variant === 'cpu' ? [`${name}/lib`] : [`${name}/lib`, `${name}/cuda`]
  return { kind: 'native', version: tensorflowVersion, variant, libraryFolders }
}

/** Fetches all wheels before it unpacks any, so that an interruption loses nothing. */
async function bringLibraries(variant: Variant, list: readonly Wheel[], folder: string): Promise<void> {
  say(`Getting TensorFlow ${tensorflowVersion} for the ${variant.toUpperCase()}: ${variantSizes(variant)}, in ${folder}.`)
  mkdirSync(runtime, { recursive: true })
  requireSpace(runtime, sum(list, 'unpackedBytes'), 'TensorFlow')
  const files: string[] = []
  for (const wheel of list) files.push(await fetchWheel(wheel))
  say('  Unpacking …')
  const fresh = `${folder}.new`
  rmSync(fresh, { recursive: true, force: true })
  for (const file of files) await unpackWheel(file, (entry) => placeOf(entry, fresh))
  rmSync(folder, { recursive: true, force: true })
  renameSync(fresh, folder)
  // The CPU's one wheel is kept for the next clone; the GPU's thirteen take too much.
  if (variant === 'gpu') for (const file of files) rmSync(file, { force: true })
}

/** TensorFlow's two libraries and the headers of its C API, and NVIDIA's libraries side by side; the rest of a wheel is Python. */
export function placeOf(entry: string, folder: string): string | null {
  const library = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/.exec(entry)?.[1]
  if (library !== undefined) return inside(join(folder, 'lib'), library)
  const header =
    /^tensorflow\/include\/((?:tensorflow\/(?:c|core\/platform|core\/common_runtime\/next_pluggable_device\/c)|tsl|xla\/tsl\/c)\/.+\.h)$/.exec(
      entry,
    )?.[1]
  if (header !== undefined) return inside(join(folder, 'include'), header)
  const cuda = /^nvidia\/[^/]+\/lib\/([^/]+\.so[.\d]*)$/.exec(entry)?.[1]
  if (cuda !== undefined) return inside(join(folder, 'cuda'), cuda)
  // TensorFlow looks for the assembler and the device library in ../nvidia/cuda_nvcc of its own folder.
  return /^nvidia\/cuda_nvcc\/(?:bin\/ptxas|nvvm\/libdevice\/.+)$/.test(entry) ? inside(folder, entry) : null
}

function fromTfjsNode(variant: Variant, known: TensorFlowFacts | undefined): TensorFlowFacts {
  const isThere = known?.kind === 'native' && existsSync(join(runtime, 'binding', 'tfjs_binding.node'))
  return isThere && variant === 'cpu' ? known : installPublishedBinding(variant)
}
