/** `inspect devices`: what a network takes where it is used, beside what was predicted. */
import { offBy, offText } from '../../inspect/analyses/devices.ts'
import type { OptionsOf } from '../../inspect/analyses.ts'
import type { PredictedUse } from '../../inspect/readings/predicted-use.ts'
import type { WantedCheckpoint } from '../../store/wanted-checkpoint.ts'
import { bytesText } from '../../text/bytes-text.ts'
import { ask } from '../lab-client.ts'
import { count, percent, table } from '../text.ts'
import { exitCode } from '../usage.ts'
import { measuredOf, type InspectContext, type InspectedRun } from './inspect.ts'
import { numberText } from './number-text.ts'
import { restsOn } from './text.ts'

/** Gives the exit code. */
export async function inspectDevices(
  options: OptionsOf<'devices'>,
  named: readonly string[],
  checkpoint: WantedCheckpoint,
  context: InspectContext,
): Promise<number> {
  const { client, json, print } = context
  const measured = await measuredOf({ kind: 'devices', options }, named, checkpoint, context)
  if (measured === null) return exitCode.failed
  const inspected = measured.filter((one): one is InspectedRun<'devices'> => one.kept.kind === 'devices')
  const of = inspected.map(({ run, kept }) => ({ run: run.record.id, step: kept.step, options }))
  const predicted = await ask(client, 'inspections.predictedUse', { of })
  if (json)
    inspected.forEach(({ run, kept }, at) =>
      print(JSON.stringify({ run: run.record.id, name: run.record.name, ...kept, predicted: predicted[at] })),
    )
  else for (const line of [...restsOn(inspected), ...deviceTables(inspected, predicted)]) print(line)
  return exitCode.finished
}

/** `predicted`: of each, in their order. */
export function deviceTables(inspected: readonly InspectedRun<'devices'>[], predicted: readonly PredictedUse[]): string[] {
  return inspected.flatMap(({ run, kept: { result } }, at) => {
    const foretold = predicted[at]
    const sizes = result.forms.map(({ form, layers, parameters, fileBytes, error }) => [
      form,
      String(layers),
      count(parameters),
      bytesText(fileBytes),
      percent(error),
    ])
    const memory = result.forms.flatMap(({ form, memory: held }, of) =>
      held.map(({ batch, bytes }, place) => {
        const said = foretold?.forms[of]?.bytes[place] ?? null
        return [form, String(batch), ...besides(bytes, said, bytesText)]
      }),
    )
    const times = result.forms.flatMap(({ form, latencies }, of) =>
      latencies.map(({ threads, batch, ms }, place) => {
        const said = foretold?.forms[of]?.times[place] ?? null
        return [form, String(threads), String(batch), ...besides(ms, said, numberText)]
      }),
    )
    return [
      '',
      table([run.record.name, 'layers', 'parameters', 'file', 'error'], sizes, [1, 2, 3, 4]),
      '',
      table(['memory of', 'images', 'measured', 'predicted', 'off by'], memory, [1, 2, 3, 4]),
      '',
      table(['time of', 'threads', 'images', 'ms', 'predicted', 'off by'], times, [1, 2, 3, 4, 5]),
      ...lackText(result.machine.processor, foretold?.lacks ?? null),
    ]
  })
}

function besides(measured: number | null, predicted: number | null, text: (value: number) => string): string[] {
  return [
    measured === null ? '–' : text(measured),
    predicted === null ? '–' : text(predicted),
    offText(offBy(measured, predicted)),
  ]
}

/** Why no times are predicted, and what to do. */
function lackText(processor: string, lacks: PredictedUse['lacks']): string[] {
  switch (lacks) {
    case null:
      return []
    case 'speeds':
      return ['', 'Times are predicted once this computer was measured: lab calibrate.']
    case 'machine':
      return ['', `No times are predicted: it was measured on another computer (${processor}).`]
  }
}
