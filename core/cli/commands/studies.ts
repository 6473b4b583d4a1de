/** `study`: questions to networks, answered by many runs. */
import { InvalidArgumentError, Option, type Command } from 'commander'
import { comparisons } from '../../study/compared.ts'
import { measures } from '../../study/measures.ts'
import { scales } from '../../study/scales.ts'
import type { Pair } from '../../study/study.ts'
import { libraryFolder } from '../../transport/library-folder.ts'
import { command, commandOf, datasetOption, deviceOption, tellAs, watching, type Common } from '../command.ts'
import { onInterrupt } from '../interrupt.ts'
import { keepContext } from '../keep-context.ts'
import { withLab } from '../lab-client.ts'
import { numberWithin } from '../number-option.ts'
import { recipeOptions } from '../recipe-options.ts'
import { exportStudy, figureFormats, importStudy, planStudy, type FigureFormat } from '../study-files.ts'
import { readMeasures, readPair } from '../study-pairs.ts'
import { branchFrom, studyFrom, type BranchOptions, type StudyOptions } from '../study-make.ts'
import {
  beginStudy,
  extendStudy,
  listStudies,
  listTemplates,
  removeStudy,
  runStudy,
  setStudy,
  showStudy,
  waitForStudy,
  type ExtendOptions,
} from '../study.ts'
import { note, print } from '../terminal.ts'
import { largestSeed } from '../../recipe/seed.ts'

const seed = numberWithin({ whole: true, min: 0, max: largestSeed })
const draws = numberWithin({ whole: true, min: 1, max: 100 })
const percent = numberWithin({ min: 0, max: 100, above: true })
const collect = (text: string, before: string[] | undefined): string[] => [...(before ?? []), text]
const collectPair = (text: string, before: Pair[] | undefined): Pair[] => [...(before ?? []), readPair(text)]
const readFormats = (text: string): FigureFormat[] =>
  text.split(',').map((word) => {
    const found = figureFormats.find((format) => format === word.trim())
    if (found === undefined)
      throw new InvalidArgumentError(`There is no format ${word.trim()}: there are ${figureFormats.join(', ')}.`)
    return found
  })
const seedList = (text: string): number[] => text.split(',').map(seed)

export function studyCommands(program: Command): void {
  const study = program
    .command('study')
    .description('Ask a question of networks: variants, seeds, and a verdict that knows how far seeds differ.')
    .exitOverride()

  command(study, 'templates [template]', 'List the published experiments that can be trained, or tell all of one.').action(
    async (named: string | undefined, options: Common) => {
      await withLab(libraryFolder(options.library), (client) => listTemplates(client, named, options.json === true, print))
    },
  )

  made(
    command(
      study,
      'new <what...>',
      'Begin a study: of a template, of a file that study show --plan wrote, or of networks with --vary and --recipe.',
    ),
  )
    .option('--forecast', 'only tell what it would take')
    .action(async (named: string[], options: Common & StudyOptions & { forecast?: boolean }) => {
      process.exitCode = await watching(options, async (context) =>
        beginStudy(await studyFrom(named, options, context), options.forecast === true, context, tellAs(options)),
      )
    })

  made(
    command(
      study,
      'plan <what...>',
      'Write the designs and recipes of a study, and print a command a run for another scheduler.',
    ),
  )
    .requiredOption('--out <folder>', 'folder to make')
    .action(async (named: string[], options: Common & StudyOptions & { out: string }) => {
      await withLab(libraryFolder(options.library), async (client) =>
        planStudy(await studyFrom(named, options, { client, note }), options.out, commandOf(options), print),
      )
    })

  changing(command(study, 'branch <study>', 'Begin a changed copy of a study; runs that both have are taken, not trained again.'))
    .option('--without <variants>', 'names of variants that it leaves out, apart by ;', (text: string) => text.split(/\s*;\s*/))
    .option('--forecast', 'only tell what it would take')
    .action(async (named: string, options: Common & BranchOptions & { forecast?: boolean }) => {
      process.exitCode = await watching(options, async (context) =>
        beginStudy(await branchFrom(named, options, context), options.forecast === true, context, tellAs(options)),
      )
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

  command(study, 'run <study>', 'Let a study go on where it is paused, wait until it has ended, and tell what was found.').action(
    async (named: string, options: Common) => {
      process.exitCode = await withLab(libraryFolder(options.library), (client) => runStudy(client, named, tellAs(options)))
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

  command(study, 'extend <study>', 'Train a study with more seeds or variants; one that has ended goes on.')
    .option('--seeds <list>', 'in addition to those it has, as 4,5', seedList)
    .option('--from <file>', 'a study’s file, whose other variants it is to have too')
    .action(async (named: string, options: Common & ExtendOptions) => {
      await withLab(libraryFolder(options.library), (client) => extendStudy(client, named, options, tellAs(options)))
    })

  command(study, 'export <study>', 'Write a study, a table of its runs, and a report; study import takes it from there.')
    .requiredOption('--out <folder>', 'folder to make')
    .option('--runs', 'its runs too, packed whole with their checkpoints')
    .option('--figures <formats>', 'each figure as svg,csv,png; PNG is painted by Electron', readFormats, ['svg', 'csv'])
    .option('--pdf', 'the report as PDF too, printed by Electron')
    .action(async (named: string, options: Common & { out: string; runs?: boolean; figures: FigureFormat[]; pdf?: boolean }) => {
      const { figures } = options
      const more = { runs: options.runs === true, figures, pdf: options.pdf === true, keep: keepContext(options) }
      process.exitCode = await withLab(libraryFolder(options.library), (client) => exportStudy(client, named, options.out, more))
    })

  command(study, 'import <path>', 'Bring a study that export wrote into the library, with the runs beside it.').action(
    async (path: string, options: Common) => {
      await withLab(libraryFolder(options.library), (client) => importStudy(path, { client, tell: tellAs(options), onInterrupt }))
    },
  )

  command(study, 'remove <study>', 'Forget a study that has ended; its runs stay.').action(
    async (named: string, options: Common) => {
      await withLab(libraryFolder(options.library), (client) => removeStudy(client, named, tellAs(options)))
    },
  )
}

/** What a study is made of. */
function made(to: Command): Command {
  return changing(
    to
      .addOption(new Option('--scale <scale>', 'how much of the published training').choices(scales).default('glance'))
      .addOption(datasetOption().default('cifar10'))
      .option('--recipe <name>', 'recipe of one’s own networks: a name or a file; several are variants', collect)
      .option('--vary <field=range>', 'a field of them, as "lr=0.01,0.1" or "stage.width=16..64/3"; once for each', collect)
      .addOption(new Option('--method <method>', 'which of its values are variants').choices(['grid', 'random']).default('grid'))
      .option('--draws <n>', 'variants that random draws', draws, 8)
      .option('--draw-seed <n>', 'what they follow from', seed, 1)
      .addOption(
        new Option('--compare <which>', 'of one’s own: each with the first (usual), all with each other, none').choices(
          comparisons,
        ),
      )
      .option('--by <measures>', `by what: ${measures.join(',')} (usual: error)`, readMeasures)
      .option(
        '--pair <first;second>',
        'two variants by name, in place of --compare; as "A;B;steps;lower" by what, and what is expected',
        collectPair,
      ),
  )
}

/** What is changed of every variant, and of the whole. */
function changing(to: Command): Command {
  for (const option of recipeOptions()) if (option.long !== '--seed') to.addOption(option)
  return to
    .option('--name <name>', 'name of the study')
    .addOption(deviceOption())
    .option('--seeds <list>', 'each variant is trained once with each, as 1,2,3 (default: as the template has it)', seedList)
    .option('--reach <percent>', 'test error that runs are timed to', (text: string) => percent(text) / 100)
}
