/** Where maps stand beside each other, in as many rows as the width asks for; a bar of colours stands after the last of the first row. Pure. */

export interface MapPlace {
  readonly left: number
  readonly top: number
}

export interface MapLayout {
  readonly places: readonly MapPlace[]
  readonly bar: MapPlace
  readonly height: number
}

/** Side of a map, in px. */
export const mapSide = 240
const axisWidth = 40
const gap = 20
const nameHeight = 20
const axisHeight = 40
const barWidth = 90

export function mapLayout(count: number, width: number): MapLayout {
  const columns = Math.max(1, Math.min(count, Math.floor((width - barWidth) / (axisWidth + mapSide + gap))))
  const places = Array.from({ length: count }, (_, at) => ({
    left: axisWidth + (at % columns) * (axisWidth + mapSide + gap),
    top: nameHeight + Math.floor(at / columns) * (nameHeight + mapSide + axisHeight),
  }))
  const right = axisWidth + (columns - 1) * (axisWidth + mapSide + gap) + mapSide
  return {
    places,
    bar: { left: right + gap, top: nameHeight },
    height: Math.ceil(count / columns) * (nameHeight + mapSide + axisHeight),
  }
}
