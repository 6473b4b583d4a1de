/** Loads the binding given as argument and prints what it is, as JSON. */
import { loadBinding } from '../tensorflow/binding.ts'

const binding = loadBinding(process.argv[2] ?? '')
process.stdout.write(JSON.stringify({ version: binding.TF_Version, gpu: binding.isUsingGpuDevice() }))
