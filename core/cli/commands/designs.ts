/** What networks and recipes are, without training: lists, descriptions, differences, variants, exports. */
import type { Command } from 'commander'
import { designJsonSchema } from '../../architecture/design-schema.ts'
import { libraryFolder } from '../../transport/library-folder.ts'
import { command, now, type Common } from '../command.ts'
import { describe } from '../describe.ts'
import { describeRecipe } from '../describe-recipe.ts'
import { diffDesigns } from '../diff.ts'
import { exportNetwork, withExportOptions, type ExportOptions } from '../export.ts'
import { onInterrupt } from '../interrupt.ts'
import { withLab } from '../lab-client.ts'
import { listNetworks } from '../list-networks.ts'
import { note, print } from '../terminal.ts'
import { showVariants } from '../variants.ts'

export function designCommands(program: Command): void {
  command(
    program,
    'networks [word...]',
    'List the networks of the gallery, or those found by words: names, papers, kinds and options.',
  ).action(async (words: string[], options: Common) => {
    await listNetworks(words, options.json === true, print)
  })

  command(program, 'describe <net>', 'Shapes, parameters, MACs and problems of a preset or a design file.').action(
    async (net: string, options: Common) => {
      process.exitCode = await describe(net, options.json === true, print)
    },
  )

  command(
    program,
    'diff <before> <after>',
    'What differs between two designs: presets, design files, or designs of the library; and their counts.',
  ).action(async (before: string, after: string, options: Common) => {
    process.exitCode = await diffDesigns({ before, after }, libraryFolder(options.library), options.json === true, print)
  })

  command(program, 'schema', 'Print the JSON Schema of design files, for editors and other programs.').action(() => {
    print(JSON.stringify(designJsonSchema(), null, 2))
  })

  withExportOptions(
    command(
      program,
      'export <what>',
      'Write a preset, a design or a run with its weights as PyTorch, Keras, ONNX, SavedModel or JSON.',
    ),
  ).action(async (what: string, options: Common & ExportOptions) => {
    const library = libraryFolder(options.library)
    process.exitCode = await exportNetwork(what, options, {
      library,
      withLab: (use) => withLab(library, use),
      print,
      note,
      onInterrupt,
      now,
      json: options.json === true,
    })
  })

  command(program, 'variants <design>', 'List the variants that follow a design of the library, and make new ones.')
    .option('--make <change...>', 'plain-twin, option=B, pre-activation, n=9, wide=2; one variant each')
    .action(async (design: string, options: Common & { make?: string[] }) => {
      await withLab(libraryFolder(options.library), (client) =>
        showVariants(client, design, options.make ?? [], options.json === true, print),
      )
    })

  command(program, 'describe-recipe <recipe>', 'Every setting of a recipe or a recipe file, and where it departs from another.')
    .option('--against <recipe>', 'published recipe to hold it against (default: the one it is named after)')
    .action((recipe: string, options: Common & { against?: string }) => {
      describeRecipe(recipe, options.against, options.json === true, print)
    })
}
