/** This engine in the benchmark. */
import { createNativeProgram } from '../../core/tensorflow/native-program.ts'
import { nativeBinding } from '../engine/native.ts'
import { benchRequest } from './request.ts'
import { takeTurns } from './turns.ts'

const [net = 'resnet-20', batch = '128'] = process.argv.slice(2)
const binding = nativeBinding()
const program = createNativeProgram(binding, 'native', await benchRequest(net, Number(batch)))
await takeTurns(`TensorFlow ${binding.TF_Version}, one graph`, (step) => void program.step(step))
