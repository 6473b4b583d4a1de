/** An SVG of the page as a file that stands alone: what style sheets say becomes attributes, and the font lies in it. */
import { embeddedFonts } from './embedded-fonts.ts'
import { drawnMarks } from './svg-elements.ts'

const ns = 'http://www.w3.org/2000/svg'

/** Attributes of SVG that take what the page's style sheets say. */
const ofShapes = ['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'opacity'] as const
const ofText = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-linejoin',
  'paint-order',
  'opacity',
  'font-size',
  'font-weight',
] as const
/** What an attribute that is left out means. */
const usual: Readonly<Record<string, string>> = {
  fill: 'rgb(0, 0, 0)',
  stroke: 'none',
  'stroke-width': '1',
  'stroke-dasharray': 'none',
  'stroke-linecap': 'butt',
  'stroke-linejoin': 'miter',
  opacity: '1',
  'paint-order': 'normal',
  'font-weight': '400',
}
const geometry = ['x', 'y', 'x1', 'x2', 'y1', 'y2', 'cx', 'cy', 'r', 'rx', 'd', 'width', 'height', 'text-anchor', 'dx'] as const

/** Text of the file. `title` and `description` are for those who do not see it. */
export async function svgFile(svg: SVGSVGElement, title: string, description: string): Promise<string> {
  const { width, height } = svg.viewBox.baseVal
  const file = document.implementation.createDocument(ns, 'svg')
  const root = file.documentElement
  set(root, {
    width: String(width),
    height: String(height),
    viewBox: `0 0 ${width} ${height}`,
    role: 'img',
    'font-family': "'Inter Variable', Inter, sans-serif",
  })
  const add = (parent: Element, name: string, text?: string): Element => {
    const element = file.createElementNS(ns, name)
    if (text !== undefined) element.textContent = text
    parent.append(element)
    return element
  }
  add(root, 'title', title)
  add(root, 'desc', description)
  for (const { element, style } of drawnMarks(svg)) {
    const copy = add(root, element.tagName)
    const isText = element instanceof SVGTextElement
    copyAttributes(element, copy)
    copyStyle(style, copy, isText ? ofText : ofShapes)
    const transform = element.getCTM()
    if (transform && (transform.e !== 0 || transform.f !== 0 || transform.a !== 1))
      copy.setAttribute('transform', matrixText(transform))
    if (!isText) continue
    for (const child of element.childNodes) {
      if (!(child instanceof SVGTSpanElement)) copy.append(child.textContent?.trim() ?? '')
      else {
        const span = add(copy, 'tspan', child.textContent ?? '')
        copyAttributes(child, span)
        copyStyle(getComputedStyle(child), span, ofText)
      }
    }
  }
  // The page's policy would refuse a style element, even of another document: it is put in as text.
  const style = `<style>${await embeddedFonts(svg.textContent ?? '')}text{font-variant-numeric:tabular-nums}</style>`
  const text = new XMLSerializer().serializeToString(file).replace('</desc>', () => `</desc>${style}`)
  return `<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`
}

function set(element: Element, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
}

function copyAttributes(from: Element, to: Element): void {
  for (const name of geometry) {
    const value = from.getAttribute(name)
    if (value !== null) to.setAttribute(name, value)
  }
}

function copyStyle(style: CSSStyleDeclaration, to: Element, names: readonly string[]): void {
  for (const name of names) {
    const value = style.getPropertyValue(name).replaceAll('px', '')
    if (value !== usual[name]) to.setAttribute(name, value)
  }
}

const matrixText = ({ a, b, c, d, e, f }: DOMMatrix): string =>
  a === 1 && b === 0 && c === 0 && d === 1 ? `translate(${e} ${f})` : `matrix(${[a, b, c, d, e, f].join(' ')})`
