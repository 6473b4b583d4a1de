/** The marks of an SVG that is drawn in the page, in the order in which they are painted, with the style that the page gives them. */

export type Mark = SVGRectElement | SVGLineElement | SVGPathElement | SVGCircleElement | SVGTextElement

const marks = 'rect, line, path, circle, text'

export interface DrawnMark {
  readonly element: Mark
  readonly style: CSSStyleDeclaration
}

/** Leaves out what nothing is seen of: frames of a focus that is elsewhere. */
export function drawnMarks(svg: SVGSVGElement): DrawnMark[] {
  return [...svg.querySelectorAll<Mark>(marks)].flatMap((element) => {
    const style = getComputedStyle(element)
    const isSeen = style.display !== 'none' && (style.fill !== 'none' || style.stroke !== 'none')
    return isSeen ? [{ element, style }] : []
  })
}
