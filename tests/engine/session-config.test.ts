/** What sessions ask of TensorFlow, against its own published field numbers (config.proto, rewriter_config.proto). */
import { expect, test } from 'vitest'
import { sessionConfig } from '../../core/tensorflow/session-config.ts'

test('the session config is a ConfigProto that turns the graph rewriter off', () => {
  // ConfigProto.graph_options = 10 and GraphOptions.rewrite_options = 10 are messages (wire type 2): 10 << 3 | 2 = 0x52, then the length.
  // RewriterConfig.disable_meta_optimizer = 19 is a boolean (wire type 0): 19 << 3 = 152 = 0x98 0x01, then true.
  expect(sessionConfig()).toBe('5205' + '5203' + '980101')
})

test('operations of our own kernels are started one by one', () => {
  // ConfigProto.inter_op_parallelism_threads = 5 is a number (wire type 0): 5 << 3 = 0x28, then 1. ConfigProto.use_per_session_threads = 9 is a boolean: 9 << 3 = 0x48, then true.
  expect(sessionConfig({ oneByOne: true })).toContain('2801' + '4801')
  expect(sessionConfig({ threads: 3 })).toBe('1003' + '5205' + '5203' + '980101')
})
