/** The strip under a drawing that does not fit: its frame and the scrolling that it stands for are one another's inverse. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { loadPreset } from '../../../core/architecture/presets.ts'
import { buildStack } from '../../../core/drawing/build-stack.ts'
import { zoomStack } from '../../../core/drawing/stack-layout.ts'
import { frameOf, mapPath, scrollAt } from '../../../renderer/views/design/stack-map.ts'

describe('the frame', () => {
  it('is as much of the strip as is in sight of the drawing, from one end to the other', () => {
    expect(frameOf(0, 500, 2000, 800)).toEqual({ x: 0, width: 200 })
    expect(frameOf(1500, 500, 2000, 800)).toEqual({ x: 600, width: 200 })
  })

  it('can be taken hold of however little is in sight', () => {
    expect(frameOf(0, 10, 100_000, 800).width).toBe(12)
  })

  it('scrolls the drawing to where it is dragged, and stands there then', () => {
    const px = fc.integer({ min: 200, max: 3000 })
    fc.assert(
      fc.property(px, px, px, fc.double({ min: 0, max: 1, noNaN: true }), (seen, beyond, width, share) => {
        const whole = seen + beyond
        const frame = frameOf(0, seen, whole, width)
        const x = share * (width - frame.width)
        const from = scrollAt(x, frame, seen, whole, width)
        expect(from).toBeGreaterThanOrEqual(0)
        expect(from).toBeLessThanOrEqual(beyond + 1e-6)
        expect(frameOf(from, seen, whole, width).x).toBeCloseTo(x, 6)
      }),
    )
  })

  it('stops at the ends', () => {
    const frame = frameOf(0, 500, 2000, 800)
    expect(scrollAt(-50, frame, 500, 2000, 800)).toBe(0)
    expect(scrollAt(5000, frame, 500, 2000, 800)).toBe(1500)
  })
})

it('shows every cell of a drawing that does not fit', async () => {
  const preset = await loadPreset('resnet-1202')
  const model = preset && buildStack(preset).model
  if (!model) throw new Error('no model')
  const layout = zoomStack(model, 1, 'none')
  const path = mapPath(layout.items, layout, 900, 22)
  expect(path.match(/M/g)).toHaveLength(layout.items.length)
  expect(Math.max(...[...path.matchAll(/M([\d.]+) /g)].map(([, x]) => Number(x)))).toBeLessThan(900)
})
