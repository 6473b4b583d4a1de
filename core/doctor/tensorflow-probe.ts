/** Loads the binding given as first argument, and our own kernels given as second, where there are some; prints what they are, as JSON. */
import { loadBinding } from '../tensorflow/binding.ts'
import { loadKernels } from '../tensorflow/own-kernels/module.ts'

const [bindingPath = '', kernelsPath] = process.argv.slice(2)
const binding = loadBinding(bindingPath)
const kernels = kernelsPath === undefined ? null : loadKernels(kernelsPath)
process.stdout.write(JSON.stringify({ version: binding.TF_Version, gpu: binding.isUsingGpuDevice(), kernels }))
