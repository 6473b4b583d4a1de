/** What commands have in common: options, and how they reach the lab and the terminal. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { datasetIds } from '../datasets/dataset.ts'
import { labCommand, libraryFolder } from '../transport/library-folder.ts'
import type { Tell } from './controls.ts'
import { parseDevice } from './device-option.ts'
import { onInterrupt } from './interrupt.ts'
import { withLab } from './lab-client.ts'
import { numberWithin } from './number-option.ts'
import { recipeOptions } from './recipe-options.ts'
import { barStream, note, print } from './terminal.ts'
import { barOutput, jsonOutput, lineOutput, type TrainOutput } from './train-output.ts'
import type { TrainContext } from './watch.ts'

/** The options that all commands have. */
export interface Common {
  library?: string
  json?: boolean
}

/** A command with the options that all have, below `parent`. */
export function command(parent: Command, name: string, description: string): Command {
  return parent
    .command(name)
    .description(description)
    .exitOverride()
    .option('--library <folder>', 'library of designs and runs (default: STAGECRAFT_LIBRARY, else ~/Stagecraft)', named)
    .option('--json', 'one JSON object a line')
}

/** An empty name, as of a variable that is not set, must not open another library than the one that was meant. */
function named(text: string): string {
  if (text === '') throw new InvalidArgumentError('It takes a folder.')
  return text
}

/** The options that change a recipe. */
export function withRecipe(to: Command): Command {
  for (const option of recipeOptions()) to.addOption(option)
  return to.option('--name <name>', 'name of the run')
}

export const steps = numberWithin({ whole: true, min: 0, max: 100_000_000 })

export const datasetOption = (): Option =>
  new Option('--data <name>', 'data set; downloaded when it is not there').choices(datasetIds)

export const deviceOption = (): Option =>
  new Option('--device <where>', 'auto, cpu, gpu, or GPUs that share each batch as gpu:0,1')
    .argParser(parseDevice)
    .default({ kind: 'auto' }, 'auto')

/** What a person types to reach the same library with another command. */
export function commandOf(options: Common): (words: string) => string {
  const folder = libraryFolder(options.library)
  return (words) => labCommand(words, folder)
}

export function tellAs(options: Common): Tell {
  return (event, words) => print(options.json === true ? JSON.stringify(event) : words)
}

export const now = (): number => Date.now()

/** Connects, and tells what goes on while `use` waits for it. */
export function watching<T>(options: Common, use: (context: TrainContext) => Promise<T>): Promise<T> {
  return withLab(libraryFolder(options.library), async (client) => {
    const output = chooseOutput(options.json === true)
    try {
      return await use({ client, output, command: commandOf(options), note, onInterrupt })
    } finally {
      output.close()
    }
  })
}

function chooseOutput(json: boolean): TrainOutput {
  if (json) return jsonOutput(print, now)
  const stream = barStream()
  return stream ? barOutput(stream) : lineOutput(print, now)
}
