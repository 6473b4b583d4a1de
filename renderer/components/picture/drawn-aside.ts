/** A component's SVG, drawn where nobody sees or reads it: styles hold only in the page. */
import { createApp, nextTick, type Component } from 'vue'

/** Hands the SVG on while it is there. */
export async function drawnAside<T>(
  picture: Component,
  props: Readonly<Record<string, unknown>>,
  use: (svg: SVGSVGElement) => Promise<T>,
): Promise<T> {
  const place = document.createElement('div')
  place.className = 'out-of-sight'
  place.setAttribute('aria-hidden', 'true')
  document.body.append(place)
  const app = createApp(picture, props)
  try {
    app.mount(place)
    await nextTick()
    await document.fonts.ready
    const svg = place.querySelector('svg')
    if (svg === null) throw new Error('The picture has not been drawn.')
    return await use(svg)
  } finally {
    app.unmount()
    place.remove()
  }
}
