/** Figures that were written as SVG, as PNG beside them: painted by Chromium at twice their size. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { keepWhole } from './keep-whole.ts'
import { notMade } from './not-made.ts'
import { withQuietPage, type PageSize } from './quiet-page.ts'

/** px of a picture for one of the figure. */
const scale = 2

/** Paints each `figure-*.svg` of the folder as PNG. Throws a Failure: `figures-not-painted`, `disk-full`, `read-only`. */
export async function paintFigures(folder: string): Promise<void> {
  try {
    for (const name of readdirSync(folder).filter((file) => /^figure-.*\.svg$/.test(file))) {
      const svg = readFileSync(join(folder, name), 'utf8')
      keepWhole(join(folder, name.replace(/svg$/, 'png')), await painted(svg))
    }
  } catch (thrown) {
    throw notMade(thrown, {
      code: 'figures-not-painted',
      what: 'a picture',
      message: 'The figures could not be painted as PNG',
      remedy: 'Each is there as SVG; the window saves them as PNG too.',
    })
  }
}

function painted(svg: string): Promise<Buffer> {
  const size = sizeOf(svg)
  const html = `<!doctype html><meta charset="utf-8"><style>body{margin:0}svg{display:block}</style>${svg}`
  return withQuietPage(Buffer.from(html), size, async ({ webContents }) => {
    webContents.debugger.attach()
    const shot: unknown = await webContents.debugger.sendCommand('Page.captureScreenshot', {
      format: 'png',
      clip: { x: 0, y: 0, ...size, scale },
      captureBeyondViewport: true,
    })
    if (typeof shot !== 'object' || shot === null || !('data' in shot) || typeof shot.data !== 'string')
      throw new Error('Chromium gave no picture')
    return Buffer.from(shot.data, 'base64')
  })
}

/** As its first line says it. */
function sizeOf(svg: string): PageSize {
  const [, width, height] = /^<svg [^>]*?width="([\d.]+)" height="([\d.]+)"/.exec(svg) ?? []
  if (width === undefined || height === undefined) throw new Error('a figure does not say how large it is')
  return { width: Math.ceil(Number(width)), height: Math.ceil(Number(height)) }
}
