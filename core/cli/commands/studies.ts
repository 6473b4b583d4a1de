/** `study`: questions to networks, answered by many runs. */
import { Option, type Command } from 'commander'
import { scales } from '../../study/scales.ts'
import { libraryFolder } from '../../transport/library-folder.ts'
import { command, datasetOption, deviceOption, tellAs, watching, type Common } from '../command.ts'
import { withLab } from '../lab-client.ts'
import { numberWithin } from '../number-option.ts'
import {
  exportStudy,
  extendStudy,
  listStudies,
  listTemplates,
  newStudy,
  planStudy,
  removeStudy,
  setStudy,
  showStudy,
  waitForStudy,
  type NewStudyOptions,
} from '../study.ts'
import { print } from '../terminal.ts'

const seed = numberWithin({ whole: true, min: 0, max: 2_147_483_647 })
const seedList = (text: string): number[] => text.split(',').map(seed)

export function studyCommands(program: Command): void {
  const study = program
    .command('study')
    .description('Ask a question of networks: variants, seeds, and a verdict that knows how far seeds differ.')
    .exitOverride()

  command(study, 'templates', 'List the published experiments that can be trained.').action(async (options: Common) => {
    await withLab(libraryFolder(options.library), (client) => listTemplates(client, options.json === true, print))
  })

  ofTemplate(command(study, 'new <template>', 'Begin a study: of a template, or of a file that study show --plan wrote.'))
    .option('--forecast', 'only tell what it would take')
    .action(async (named: string, options: Common & NewStudyOptions) => {
      process.exitCode = await watching(options, (context) => newStudy(named, options, context, tellAs(options)))
    })

  ofTemplate(
    command(
      study,
      'plan <template>',
      'Write the designs and recipes of a study, and print a command a run for another scheduler.',
    ),
  )
    .requiredOption('--out <folder>', 'folder to make')
    .action(async (named: string, options: Common & NewStudyOptions & { out: string }) => {
      await withLab(libraryFolder(options.library), (client) => planStudy(named, options, options.out, client, print))
    })

  command(study, 'list', 'List the studies of the library.').action(async (options: Common) => {
    await withLab(libraryFolder(options.library), (client) => listStudies(client, options.json === true, print))
  })

  command(study, 'show <study>', 'Show where a study stands, and what was found.')
    .option('--plan', 'what it was begun with, as a file that begins another')
    .action(async (named: string, options: Common & { plan?: boolean }) => {
      await withLab(libraryFolder(options.library), (client) => showStudy(client, named, options, print))
    })

  command(study, 'wait <study>', 'Wait until a study has ended, and tell what was found.').action(
    async (named: string, options: Common) => {
      process.exitCode = await withLab(libraryFolder(options.library), (client) => waitForStudy(client, named, tellAs(options)))
    },
  )

  const asked = { pause: 'pause', resume: 'go', cancel: 'cancel' } as const
  const words = {
    pause: 'Queue no further runs of a study; what waits or trains goes on.',
    resume: 'Let a paused study go on.',
    cancel: 'End a study, and stop what waits and trains of it.',
  }
  for (const name of ['pause', 'resume', 'cancel'] as const) {
    command(study, `${name} <study>`, words[name]).action(async (named: string, options: Common) => {
      await withLab(libraryFolder(options.library), (client) => setStudy(client, named, asked[name], tellAs(options)))
    })
  }

  command(study, 'extend <study>', 'Train every variant with more seeds; a study that has ended goes on.')
    .requiredOption('--seeds <list>', 'in addition to those it has, as 4,5', seedList)
    .action(async (named: string, options: Common & { seeds: number[] }) => {
      await withLab(libraryFolder(options.library), (client) => extendStudy(client, named, options.seeds, tellAs(options)))
    })

  command(study, 'export <study>', 'Write a study, a table of its runs, and a report.')
    .requiredOption('--out <folder>', 'folder to make')
    .action(async (named: string, options: Common & { out: string }) => {
      await withLab(libraryFolder(options.library), (client) => exportStudy(client, named, options.out, tellAs(options)))
    })

  command(study, 'remove <study>', 'Forget a study that has ended; its runs stay.').action(
    async (named: string, options: Common) => {
      await withLab(libraryFolder(options.library), (client) => removeStudy(client, named, tellAs(options)))
    },
  )
}

function ofTemplate(to: Command): Command {
  return to
    .addOption(new Option('--scale <scale>', 'how much of the published training').choices(scales).default('glance'))
    .addOption(datasetOption().default('cifar10'))
    .addOption(deviceOption())
    .option('--seeds <list>', 'each variant is trained once with each, as 1,2,3 (default: as the template has it)', seedList)
    .addOption(new Option('--precision <type>', 'in place of the recipe’s').choices(['float32', 'bfloat16', 'float16']))
}
