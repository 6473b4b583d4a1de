/** tfjs-node with its own native TensorFlow binding. */
import type * as tfjs from '@tensorflow/tfjs'
import { existsSync, mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import util from 'node:util'
import { Failure } from '../../../core/files/failure.ts'
import { runtimeLocation } from '../../../core/tensorflow/runtime-location.ts'

export function loadTfjsNode(): typeof tfjs {
  linkBinding()
  // tfjs-node 4.22 calls two functions that Node 23 dropped.
  Object.assign(util, {
    isNullOrUndefined: (value: unknown) => value === null || value === undefined,
    isArray: Array.isArray,
  })
  return createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu') as typeof tfjs
}

/** It looks for its binding in its own folder only. */
function linkBinding(): void {
  const location = runtimeLocation()
  if (location.kind === 'missing') throw new Failure('tensorflow-missing', location.reason, location.remedy)
  const folder = fileURLToPath(new URL('../../../node_modules/@tensorflow/tfjs-node-gpu/lib/napi-v8', import.meta.url))
  const link = join(folder, 'tfjs_binding.node')
  if (existsSync(link)) return
  mkdirSync(folder, { recursive: true })
  // A link into a folder that is gone.
  rmSync(link, { force: true })
  symlinkSync(location.bindingPath, link)
}
