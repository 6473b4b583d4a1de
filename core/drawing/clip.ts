/** Lines cut at the edges of a plot, for pictures, whose formats here know no clipping. */

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

type Point = readonly [x: number, y: number]

/** Path data of a line through points, only what of it lies in the box; broken where a point is not finite. */
export function clippedPath(points: readonly Point[], box: Box): string {
  let path = ''
  let pen: Point | null = null
  points.forEach((to, index) => {
    const from = points[index - 1]
    const cut = from === undefined ? null : clipped(from, to, box)
    if (cut === null) return
    const [start, end] = cut
    const goesOn = pen !== null && pen[0] === start[0] && pen[1] === start[1]
    path += `${goesOn ? '' : `M${text(start)}`}L${text(end)}`
    pen = end
  })
  return path
}

const text = ([x, y]: Point): string => `${Number(x.toFixed(2))} ${Number(y.toFixed(2))}`

/** The part of a straight line in a box (Liang and Barsky 1984); null where there is none. */
function clipped([x0, y0]: Point, [x1, y1]: Point, { left, top, right, bottom }: Box): readonly [Point, Point] | null {
  const [dx, dy] = [x1 - x0, y1 - y0]
  if (!Number.isFinite(dx) || !Number.isFinite(dy)) return null
  let [from, to] = [0, 1]
  const sides: readonly (readonly [slope: number, room: number])[] = [
    [-dx, x0 - left],
    [dx, right - x0],
    [-dy, y0 - top],
    [dy, bottom - y0],
  ]
  for (const [slope, room] of sides) {
    if (slope === 0 && room < 0) return null
    if (slope === 0) continue
    const at = room / slope
    if (slope < 0) from = Math.max(from, at)
    else to = Math.min(to, at)
  }
  if (from > to) return null
  // Ends that are not cut stay the very numbers, so that a line is not broken at its points.
  const at = (share: number): Point => (share === 0 ? [x0, y0] : share === 1 ? [x1, y1] : [x0 + share * dx, y0 + share * dy])
  return [at(from), at(to)]
}
