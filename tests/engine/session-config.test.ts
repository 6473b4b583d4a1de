/** What sessions ask of TensorFlow, against its own published field numbers (config.proto, rewriter_config.proto). */
import { expect, test } from 'vitest'
import { sessionConfig } from '../../core/tensorflow/session-config.ts'

test('the session config is a ConfigProto that turns the graph rewriter off', () => {
  // ConfigProto.graph_options = 10 and GraphOptions.rewrite_options = 10 are messages (wire type 2): 10 << 3 | 2 = 0x52, then the length.
  // RewriterConfig.disable_meta_optimizer = 19 is a boolean (wire type 0): 19 << 3 = 152 = 0x98 0x01, then true.
  expect(sessionConfig()).toBe('5205' + '5203' + '980101')
})
