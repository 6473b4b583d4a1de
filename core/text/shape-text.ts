/** `28×28×128`, or `512` for features. */
export function shapeText(shape: readonly number[]): string {
  return shape.join('×')
}
