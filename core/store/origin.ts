/** What a run began with, where it was not fresh weights: part of run.json. */
import { z } from 'zod'
import { visibleText } from '../text/visible-text.ts'

const count = z.number().int().min(0)
/** Of any length, as it was made. */
const anyName = z.string().overwrite(visibleText)

/** The checkpoint of another run. */
const branchSchema = z.strictObject({ run: z.string(), name: anyName, step: count })

/** A file of weights. */
const importSchema = z.strictObject({
  /** Its name, without its folder. */
  file: anyName,
  format: z.enum(['safetensors', 'onnx', 'keras']),
  /** Of its bytes, as hexadecimal digits. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** Name of the network that it was taken to be of. */
  network: anyName,
  /** Milliseconds since 1970. */
  importedAt: z.number(),
  /** Layers that the file had not, or for other classes: they began with initial values. */
  anew: z.array(anyName),
})

export const originSchema = z.union([branchSchema, importSchema])

export type BranchOrigin = Readonly<z.infer<typeof branchSchema>>
export type ImportOrigin = Readonly<z.infer<typeof importSchema>>
export type RunOrigin = BranchOrigin | ImportOrigin

export function isImport(origin: RunOrigin | null): origin is ImportOrigin {
  return origin !== null && 'file' in origin
}

export function isBranch(origin: RunOrigin | null): origin is BranchOrigin {
  return origin !== null && 'run' in origin
}

/** Steps that were done before the run's own first. */
export function firstStep(origin: RunOrigin | null): number {
  return isBranch(origin) ? origin.step : 0
}

/** "resnet50.safetensors (SHA-256 0123…) as ResNet-50": the file by which it is found again. */
export function importText({ file, sha256, network }: ImportOrigin): string {
  return `${file} (SHA-256 ${sha256}) as ${network}`
}
