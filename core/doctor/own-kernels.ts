/** Whether our own kernels compute on this computer's CPU, and what to do where they do not. */
import { runtimeFolder, type CompiledKernels } from '../tensorflow/runtime-location.ts'
import type { LoadedKernels } from '../tensorflow/own-kernels/module.ts'
import type { SystemCheck } from './system-report.ts'
import { attention, fine } from './checks.ts'

const instead = "TensorFlow's compute instead, which takes longer"

/** `loaded`: null where there was nothing to load. `mask`: the value of ONEDNN_MAX_CPU_ISA. */
export function ownKernelsCheck(
  compiled: CompiledKernels,
  loaded: LoadedKernels | null,
  mask: string | undefined = process.env['ONEDNN_MAX_CPU_ISA'],
): SystemCheck {
  const off = (why: string, word: string, remedy: SystemCheck['remedy']): SystemCheck =>
    attention('TensorFlow', 'Own kernels', `${why} ${instead}.`, word, remedy)
  const masked = mask === undefined ? null : `ONEDNN_MAX_CPU_ISA is ${mask}`
  if (compiled.kind === 'missing') return off(compiled.reason, 'not used', { text: compiled.remedy, command: 'npm run setup' })
  if (loaded?.kind === 'ready') {
    const limit = masked === null ? '' : `; ${masked}`
    return fine('TensorFlow', 'Own kernels', `with ${loaded.instructions}, compiled here${limit}`, 'loads')
  }
  if (loaded?.kind === 'unsuitable' && masked !== null)
    return off(`${masked}, which leaves them no instructions.`, 'not used', {
      text: 'Start without that variable, or with AVX2 or more, to train faster.',
    })
  if (loaded?.kind === 'unsuitable')
    return off('This processor has none of AVX-512, AVX2 and NEON.', 'not used', {
      text: 'Nothing needs to be done; a processor from 2013 or later trains faster.',
    })
  return off(`They do not load: ${loaded?.reason ?? 'nobody tried'}.`, 'broken', {
    text: 'Remove them, and let set-up compile them again.',
    command: `rm -r '${runtimeFolder()}/kernels' && npm run setup`,
  })
}
