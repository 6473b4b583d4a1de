/** What a session of ours asks of TensorFlow. The binding takes no options, so set-up links it with resources/setup/session-config.cc. */
import { readFileSync } from 'node:fs'
import protobuf from 'protobufjs'

/** Where the linked part looks; on a binding without it the variable means nothing. */
export const sessionConfigVariable = 'STAGECRAFT_SESSION_CONFIG'

export interface SessionThreads {
  /** That compute one operation; 0 for as many as there are cores. It holds only where `apartThreads` was called before the first session of this process. */
  readonly threads?: number
  /**
   * Starts an operation only when the one before has ended. Each operation of our own kernels takes all cores: two of them beside each other have more threads than
   * there are cores, and one waits for pieces of the other (docs/kernels.md).
   */
  readonly oneByOne?: boolean
}

/**
 * Bytes of the ConfigProto, as hexadecimal digits. TensorFlow's graph rewriter is off: the graph is written the way it is to run, and
 * rewriting ResNet-1202 takes 25 s without making a step any faster.
 */
export function sessionConfig({ threads = 0, oneByOne = false }: SessionThreads = {}): string {
  const type = protobuf
    .parse(readFileSync(new URL('./session-config.proto', import.meta.url), 'utf8'), { keepCase: true })
    .root.lookupType('tensorflow.ConfigProto')
  const config = type.create({
    intra_op_parallelism_threads: threads,
    // Without threads of its own a session would share those that the first one of this process asked for.
    ...(oneByOne ? { inter_op_parallelism_threads: 1, use_per_session_threads: true } : {}),
    graph_options: { rewrite_options: { disable_meta_optimizer: true } },
  })
  return Buffer.from(type.encode(config).finish()).toString('hex')
}

/** Lets each session of this process have threads of its own, as many as it asks for; else all share those that the first one asked for. */
export function apartThreads(): void {
  process.env['TF_OVERRIDE_GLOBAL_THREADPOOL'] = '1'
}
