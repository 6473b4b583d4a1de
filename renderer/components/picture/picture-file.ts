/** A component's SVG as a file: SVG that stands alone, or PNG at twice the size. */
import type { Component } from 'vue'
import { drawnAside } from './drawn-aside.ts'
import { paintSvg, pngOf } from './svg-canvas.ts'
import { svgFile } from './svg-file.ts'

export type PictureFormat = 'svg' | 'png'

/** What is drawn, with its title and what it is in words for those who do not see it. */
export interface Picture {
  readonly component: Component
  readonly props: Readonly<Record<string, unknown>>
  readonly title: string
  readonly words: string
}

/** px of a PNG for one of the picture. */
const pngScale = 2

export function pictureFile({ component, props, title, words }: Picture, format: PictureFormat): Promise<Blob> {
  return drawnAside(component, props, async (svg) =>
    format === 'png' ? pngOf(paintSvg(svg, pngScale)) : new Blob([await svgFile(svg, title, words)], { type: 'image/svg+xml' }),
  )
}

/** Puts it on the clipboard. Throws what the clipboard throws where it takes no pictures. */
export async function copyPicture(picture: Picture): Promise<void> {
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': await pictureFile(picture, 'png') })])
}
