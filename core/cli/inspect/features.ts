/** `inspect features`: as text, or those of one run as a file. */
import type { OptionsOf } from '../../inspect/analyses.ts'
import type { FeatureFormat } from '../../inspect/analyses/features.ts'
import { writeFeatures } from '../../inspect/readings/write-features.ts'
import { dataFolder } from '../../datasets/layout.ts'
import type { WantedCheckpoint } from '../../store/wanted-checkpoint.ts'
import { snapshot } from '../lab-client.ts'
import { counted } from '../text.ts'
import { exitCode, UsageError } from '../usage.ts'
import { inspectRuns, measuredOf, type InspectContext } from './inspect.ts'

/** Measures features, and writes those of one run into a file where one is named. Gives the exit code. */
export async function inspectFeatures(
  options: OptionsOf<'features'>,
  to: string | undefined,
  named: readonly string[],
  checkpoint: WantedCheckpoint,
  context: InspectContext,
): Promise<number> {
  const asked = { kind: 'features', options } as const
  if (to === undefined) return inspectRuns(asked, named, checkpoint, context)
  if (named.length > 1) throw new UsageError('A file takes the features of one run: name one.')
  const as = formatOf(to)
  const [one] = (await measuredOf(asked, named, checkpoint, context)) ?? []
  if (one === undefined) return exitCode.failed
  const detail = await snapshot(context.client, 'run', { id: one.run.record.id })
  if (detail === null) throw new UsageError(`There is no run ${named[0] ?? ''} any more.`)
  const { path, bytes } = await writeFeatures(detail.folder, { step: one.kept.step, options }, as, to, dataFolder(process.env))
  context.print(context.json ? JSON.stringify({ path, bytes, images: one.kept.images }) : `${path}: ${counted(bytes, 'byte')}`)
  return exitCode.finished
}

function formatOf(path: string): FeatureFormat {
  if (path.endsWith('.safetensors')) return 'safetensors'
  if (path.endsWith('.parquet')) return 'parquet'
  throw new UsageError('The file’s name ends in .safetensors or .parquet.')
}
