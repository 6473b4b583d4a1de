/** Tests of what is compiled need a C++ compiler; where there is none they are skipped, as the kernels are. */
import { findCompiler } from '../../resources/setup/compiler.ts'

export const hasCompiler = findCompiler() !== null

/** Throws an Error where there is none. */
export function compiler(): string {
  const found = findCompiler()
  if (found === null) throw new Error('There is no C++ compiler.')
  return found
}
