import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readWindowState, usableBounds, writeWindowState } from '../../electron/main/window-state.ts'

let folder: string
let file: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagecraft-window-'))
  file = join(folder, 'window.json')
})
afterEach(() => rmSync(folder, { recursive: true }))

const screen = { x: 0, y: 24, width: 1920, height: 1056 }
const left = { x: -1280, y: 0, width: 1280, height: 1024 }

it('reads what it wrote', () => {
  const state = { bounds: { x: -1200, y: 40, width: 1200, height: 800 }, maximized: true, theme: 'dark' } as const
  writeWindowState(file, state)
  expect(readWindowState(file)).toEqual(state)
})

it.each([
  ['', 'an empty file'],
  ['{"bounds":', 'half a file'],
  ['null', 'nothing'],
  ['[1]', 'a list'],
  ['{"bounds":{"x":1e99,"y":0,"width":"wide","height":null},"maximized":"yes","theme":"pink"}', 'wrong types'],
])('starts afresh from %s (%s)', (text) => {
  writeFileSync(file, text)
  expect(readWindowState(file)).toEqual({ bounds: null, maximized: false, theme: null })
})

it('starts afresh without a file', () => {
  expect(readWindowState(file)).toEqual({ bounds: null, maximized: false, theme: null })
})

it.each([
  ['inside a screen', { x: 100, y: 100, width: 1200, height: 800 }, { x: 100, y: 100, width: 1200, height: 800 }],
  ['on the second screen', { x: -1200, y: 40, width: 1100, height: 800 }, { x: -1200, y: 40, width: 1100, height: 800 }],
  [
    'partly outside, its title bar in sight',
    { x: 1800, y: 900, width: 1200, height: 800 },
    { x: 1800, y: 900, width: 1200, height: 800 },
  ],
  ['larger than its screen', { x: 0, y: 30, width: 4000, height: 3000 }, { x: 0, y: 30, width: 1920, height: 1056 }],
  ['smaller than a window may be', { x: 0, y: 30, width: 200, height: 100 }, { x: 0, y: 30, width: 1024, height: 700 }],
  ['on a screen that is gone', { x: 2500, y: 100, width: 1200, height: 800 }, null],
  ['with its title bar above all screens', { x: 100, y: -500, width: 1200, height: 800 }, null],
  ['with too little of it in sight to take hold of', { x: 1900, y: 100, width: 1200, height: 800 }, null],
])('places a window that was %s', (_, kept, expected) => {
  expect(usableBounds(kept, [screen, left])).toEqual(expected)
})
