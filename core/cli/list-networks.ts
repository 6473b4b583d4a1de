/** `networks`: the gallery, with what each network costs and what was published of it. */
import { countsOf, type Counts } from '../architecture/counts.ts'
import { byFamily, citation, figureText, isNetworkFound, sourceOf, type Preset } from '../architecture/gallery.ts'
import { loadGallery } from '../architecture/presets.ts'
import { count, table } from './text.ts'

type Counted = Preset & Counts

/** Prints the networks that are found by these words, those of kinds and options too: a table a family, or one JSON object a line. */
export async function listNetworks(words: readonly string[], json: boolean, print: (line: string) => void): Promise<void> {
  const found = (await loadGallery()).filter((preset) => isNetworkFound(preset, words.join(' '))).flatMap(counted)
  if (json) for (const network of found) print(asJson(network))
  else if (found.length === 0) print(`No network of the gallery is found by ${words.join(' ')}. \`lab networks\` lists them all.`)
  else print(byFamily(found).map(familyText).join('\n\n'))
}

function counted(preset: Preset): Counted[] {
  const counts = countsOf(preset.architecture)
  return counts === null ? [] : [{ ...preset, ...counts }]
}

function asJson({ id, architecture, family, depth, parameters, macs, paper, where, figures, deviations }: Counted): string {
  const { name } = architecture
  return JSON.stringify({ id, name, family, depth, parameters, macs, paper: citation(paper), where, figures, deviations })
}

function familyText({ family, networks }: { family: string; networks: readonly Counted[] }): string {
  const rows = networks.map(({ id, depth, parameters, macs, figures, ...network }) => [
    id,
    count(depth),
    count(parameters),
    count(macs),
    figures[0] === undefined ? '–' : figureText(figures[0]),
    sourceOf(network),
  ])
  const papers = new Set(networks.map(({ paper }) => citation(paper)))
  return [
    `${family}. ${[...papers].join(' ')}`,
    table(['network', 'layers', 'parameters', 'MACs', 'published error', 'source'], rows, [1, 2, 3]),
  ].join('\n')
}
