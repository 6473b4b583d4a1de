/** What a session of ours asks of TensorFlow. The binding takes no options, so set-up links it with resources/setup/session-config.cc. */
import { readFileSync } from 'node:fs'
import protobuf from 'protobufjs'

/** Where the linked part looks; on a binding without it the variable means nothing. */
export const sessionConfigVariable = 'STAGECRAFT_SESSION_CONFIG'

/**
 * Bytes of the ConfigProto, as hexadecimal digits. TensorFlow's graph rewriter is off: the graph is written the way it is to run, and
 * rewriting ResNet-1202 takes 25 s without making a step any faster.
 * `threads`: that compute one operation; 0 for as many as there are cores. It holds only where `apartThreads` was called before the first session of this process.
 */
export function sessionConfig(threads = 0): string {
  const type = protobuf
    .parse(readFileSync(new URL('./session-config.proto', import.meta.url), 'utf8'), { keepCase: true })
    .root.lookupType('tensorflow.ConfigProto')
  const config = type.create({
    intra_op_parallelism_threads: threads,
    graph_options: { rewrite_options: { disable_meta_optimizer: true } },
  })
  return Buffer.from(type.encode(config).finish()).toString('hex')
}

/** Lets each session of this process have threads of its own, as many as it asks for; else all share those that the first one asked for. */
export function apartThreads(): void {
  process.env['TF_OVERRIDE_GLOBAL_THREADPOOL'] = '1'
}
