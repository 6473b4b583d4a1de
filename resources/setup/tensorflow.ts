/**
 * Native TensorFlow: its libraries and headers from the published wheel, and tfjs-node's binding compiled against them. Where neither
 * can be had, the reason is noted and the lab works without.
 */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../../core/files/failure.ts'
import { compileBinding } from './binding.ts'
import { mebibytes, requireSpace, root, runtime } from './places.ts'
import { readFacts, writeFacts, type TensorFlowFacts } from './runtime-facts.ts'
import { say } from './say.ts'
import { installPublishedBinding } from './tfjs-node.ts'
import { inside, unpackWheel, type Wheel } from './wheel.ts'
import wheels from './wheels.json' with { type: 'json' }

export const tensorflowVersion = '2.21.0'

type Variant = 'cpu' | 'gpu'

/** Wheels of a variant for this platform; none where TensorFlow is not published as one that we can use. */
function wheelsFor(variant: Variant): readonly Wheel[] {
  if (process.platform !== 'linux') return []
  if (process.arch === 'arm64') return variant === 'cpu' ? wheels['cpu-arm64'] : []
  if (process.arch === 'x64') return wheels[variant]
  return []
}

/** Sum of what a variant has to fetch, in bytes. */
export function downloadBytes(variant: Variant): number {
  return wheelsFor(variant).reduce((sum, wheel) => sum + wheel.bytes, 0)
}

/** Brings native TensorFlow, unless it is there; `variant` is the one asked for, else the one already here, else the CPU's. */
export async function setUpTensorFlow(asked?: Variant): Promise<void> {
  const facts = readFacts()
  const present = facts.tensorflow?.kind === 'native' ? facts.tensorflow.variant : 'cpu'
  const variant = asked ?? present
  const stamp = `${variant} ${process.platform}-${process.arch} ${wheelsFor(variant)
    .map((wheel) => wheel.sha256)
    .join(' ')}`
  if (facts.stamps['tensorflow'] === stamp && facts.tensorflow?.kind === 'native' && isWhole(facts.tensorflow)) return
  let found: TensorFlowFacts
  try {
    found = wheelsFor(variant).length > 0 ? await fromWheels(variant) : installPublishedBinding()
  } catch (thrown) {
    const failure = thrown instanceof Failure ? thrown : null
    const reason = thrown instanceof Error ? thrown.message : String(thrown)
    const remedy = failure?.remedy ?? 'Run `npm run setup` again; `npm run doctor` shows what was found.'
    say(
      `\nNo native TensorFlow: ${reason}\n${remedy}\nDesigning, saved runs and slow training in plain JavaScript work without it.\n`,
    )
    found = { kind: 'missing', reason, remedy }
    // What an earlier set-up brought goes on working when another variant could not be had.
    if (facts.tensorflow?.kind === 'native' && isWhole(facts.tensorflow)) return
  }
  writeFacts({ ...facts, tensorflow: found, stamps: { ...facts.stamps, tensorflow: found.kind === 'native' ? stamp : '' } })
}

function isWhole({ libraryFolders }: TensorFlowFacts & { kind: 'native' }): boolean {
  const binding = join(runtime, 'binding', 'tfjs_binding.node')
  return [binding, ...libraryFolders.map((folder) => join(runtime, folder))].every((path) => existsSync(path))
}

async function fromWheels(variant: Variant): Promise<TensorFlowFacts> {
  const list = wheelsFor(variant)
  const bytes = downloadBytes(variant)
  say(
    `Getting TensorFlow ${tensorflowVersion} for the ${variant.toUpperCase()}: ${mebibytes(bytes)} to download, kept in ${runtime}.`,
  )
  // Unpacked, the libraries take about three times the wheels' size.
  requireSpace(bytes * 4, 'TensorFlow')
  const name = variant === 'cpu' ? 'tensorflow' : 'tensorflow-gpu'
  const target = join(runtime, name)
  const fresh = `${target}.new`
  rmSync(fresh, { recursive: true, force: true })
  mkdirSync(fresh, { recursive: true })
  for (const wheel of list) await unpackWheel(wheel, (entry) => placeOf(entry, fresh))
  rmSync(target, { recursive: true, force: true })
  renameSync(fresh, target)
  compileBinding({ root, tensorflow: target, binding: join(runtime, 'binding') })
  const libraryFolders = variant === 'cpu' ? [`${name}/lib`] : [`${name}/lib`, `${name}/cuda`]
  return { kind: 'native', version: tensorflowVersion, variant, libraryFolders }
}

/** TensorFlow's two libraries and its headers, and NVIDIA's libraries side by side; the rest of a wheel is Python. */
function placeOf(entry: string, folder: string): string | null {
  const library = /^tensorflow\/(libtensorflow_(?:cc|framework)\.so\.2)$/.exec(entry)?.[1]
  if (library !== undefined) return inside(join(folder, 'lib'), library)
  const header = /^tensorflow\/include\/(.+)$/.exec(entry)?.[1]
  if (header !== undefined) return inside(join(folder, 'include'), header)
  const cuda = /^nvidia\/[^/]+\/lib\/([^/]+\.so[.\d]*)$/.exec(entry)?.[1]
  return cuda === undefined ? null : inside(join(folder, 'cuda'), cuda)
}
