/** A figure as shapes in px, drawn alike by the window, as a file of SVG, and on a canvas; with a table of exactly what is drawn. */
import type { CsvCell } from '../text/csv.ts'
import type { FigureCursor } from './figure-cursor.ts'

/** A colour by what it is for: the window has its own for each theme, a file those of white paper. */
export type Ink = 'paper' | 'line' | 'axis' | 'ink' | 'ink-2' | 'ink-3' | 'bad' | `run-${number}` | `heat-${number}`

/** What a mark stands for, in words; and the run that it leads to. */
export interface Mark {
  readonly label: string
  readonly run: string | null
}

export interface PathShape {
  readonly kind: 'path'
  readonly d: string
  readonly stroke: Ink | null
  readonly fill: Ink | null
  readonly width: number
  readonly dash?: string
  readonly opacity?: number
}

export interface CircleShape {
  readonly kind: 'circle'
  readonly x: number
  readonly y: number
  readonly r: number
  readonly fill: Ink
  readonly stroke: Ink
  readonly mark?: Mark
}

export interface RectShape {
  readonly kind: 'rect'
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly fill: Ink
  readonly opacity?: number
  readonly mark?: Mark
}

export interface TextShape {
  readonly kind: 'text'
  readonly x: number
  readonly y: number
  readonly text: string
  readonly anchor: 'start' | 'middle' | 'end'
  readonly fill: Ink
  readonly size: number
  readonly weight: number
  /** Kept apart from the lines under it. */
  readonly halo?: boolean
}

export type Shape = PathShape | CircleShape | RectShape | TextShape

export interface DrawnFigure {
  /** With the scale of what it shows. */
  readonly title: string
  /** How it is to be read: one sentence. */
  readonly about: string
  readonly width: number
  readonly height: number
  readonly shapes: readonly Shape[]
  /** Where it has lines that are read at a place: only a window has one. */
  readonly cursor?: FigureCursor
  /** Head and rows. */
  readonly table: readonly (readonly CsvCell[])[]
}

export type Words = Partial<Omit<TextShape, 'kind' | 'x' | 'y' | 'text'>>

/** Ticks and captions, where nothing else is said. */
export function text(x: number, y: number, words: string, look: Words = {}): TextShape {
  return { kind: 'text', x, y, text: words, anchor: 'start', fill: 'ink-2', size: 11, weight: 400, ...look }
}

export function line(d: string, stroke: Ink, width = 1, dash?: string): PathShape {
  return { kind: 'path', d, stroke, fill: null, width, ...(dash === undefined ? {} : { dash }) }
}

/** About how wide a text of this size is. */
export function textRoom(words: string, size = 11): number {
  return words.length * size * 0.56
}
