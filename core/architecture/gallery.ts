/** What the gallery says of a network of the literature: its family, its paper, what was published of it. One file a family in resources/gallery. */
import { z } from 'zod'
import { isFound } from '../text/find.ts'
import type { Architecture } from './architecture.ts'
import { designWords } from './design-words.ts'

const percent = z.number().min(0).max(100)

/** An error that was printed, in percent: CIFAR's of the test set, ImageNet's top-1 of the validation set. */
const figureSchema = z.strictObject({
  dataset: z.enum(['CIFAR-10', 'CIFAR-100', 'ImageNet']),
  error: percent,
  top5: percent.optional(),
  /** How it was measured: crops, runs, what was done to the training images. */
  protocol: z.string().min(1),
  /** The table or section, with the paper where it is another than the network's own. */
  where: z.string().min(1),
  /** Written down from memory: not held against the print yet. */
  unchecked: z.literal(true).optional(),
})
export type PublishedFigure = z.infer<typeof figureSchema>

const networkSchema = z.strictObject({
  /** Name of its file in resources/presets, without the extension. */
  id: z.string().min(1),
  /** Where its paper describes it. */
  where: z.string().min(1),
  figures: z.array(figureSchema).default([]),
  /** What is otherwise here than in the paper or its authors' code. */
  deviations: z.array(z.string().min(1)).default([]),
})

export const familySchema = z.strictObject({
  family: z.string().min(1),
  paper: z.strictObject({
    /** As the field cites it: "He et al. 2016b". */
    cited: z.string().min(1),
    authors: z.string().min(1),
    title: z.string().min(1),
    venue: z.string().min(1),
    /** Year and month of the first print, by which the gallery is ordered: "2015-12". */
    first: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/),
  }),
  networks: z.array(networkSchema).min(1),
})
export type GalleryFamily = z.infer<typeof familySchema>
export type Paper = GalleryFamily['paper']

/** A network of the gallery, with all that is known of it. */
export interface Preset extends z.infer<typeof networkSchema> {
  readonly family: string
  readonly paper: Paper
  readonly architecture: Architecture
}

/** "He et al. 2016, section 4.2" */
export function sourceOf({ paper, where }: Pick<Preset, 'paper' | 'where'>): string {
  return `${paper.cited}, ${where}`
}

/** "Kaiming He, …: Deep Residual Learning for Image Recognition. CVPR 2016." */
export function citation({ authors, title, venue }: Paper): string {
  return `${authors}: ${title}. ${venue}.`
}

/** "6.43 % on CIFAR-10", "22.85 % on ImageNet, top-5 6.71 %", "22.20 % on ImageNet (unchecked)" */
export function figureText({ dataset, error, top5, unchecked }: PublishedFigure): string {
  const more = top5 === undefined ? '' : `, top-5 ${top5.toFixed(2)} %`
  return `${error.toFixed(2)} % on ${dataset}${more}${unchecked ? ' (unchecked)' : ''}`
}

/** "ImageNet, table 3: single crop" and whether it was held against that. */
export function figureSource({ dataset, where, protocol, unchecked }: PublishedFigure): string {
  return `${dataset}, ${where}: ${protocol}${unchecked ? '; from memory, not held against the print yet' : ''}`
}

/** The networks by their families, each in the order in which it comes. */
export function byFamily<Network extends Pick<Preset, 'family'>>(
  networks: readonly Network[],
): { readonly family: string; readonly networks: readonly Network[] }[] {
  const families = new Map<string, Network[]>()
  for (const network of networks) families.set(network.family, [...(families.get(network.family) ?? []), network])
  return [...families].map(([family, own]) => ({ family, networks: own }))
}

/** Whether name, family, paper, kinds and options of the network hold everything asked for: see `core/text/find.ts`. */
export function isNetworkFound({ id, family, paper, architecture }: Preset, asked: string): boolean {
  const words = [...Object.values(paper), designWords(architecture)].join('; ')
  return isFound(asked, { names: [id, architecture.name, family].join('; '), words })
}
