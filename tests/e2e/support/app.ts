/** The real app, started as `npm start` starts it. */
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, expect, test as base, type ElectronApplication, type Locator, type Page } from '@playwright/test'
import { openVirtualDisplay } from '../../../core/process/virtual-display.ts'
import { runtimeFolder } from '../../../core/tensorflow/runtime-location.ts'
import { hasDisplay } from '../../../core/process/display.ts'
import { clearPlace, connectionsOutside, kill, makePlace, processesOf, type Place } from './place.ts'
import { settled } from './settled.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
export const screens = join(root, 'test-results', 'screens')

export interface OpenApp {
  readonly app: ElectronApplication
  readonly page: Page
  /** What the page said as an error or a warning, violations of its policy among them, each once. */
  readonly complaints: string[]
  /** Presses a button that ends the app, and waits until it has ended. */
  endBy(button: Locator): Promise<void>
  /** Ends the app as a person does who closes the window and answers no question. */
  close(): Promise<void>
  /** Ends it as a crash does. */
  kill(): void
}

/** The Electron that set-up chose. */
export function electronExecutable(): string {
  const facts = JSON.parse(readFileSync(join(runtimeFolder(), 'runtime.json'), 'utf8')) as { electron?: { executable?: string } }
  const executable = facts.electron?.executable
  if (executable === undefined || !existsSync(executable)) throw new Error('Electron is not here: run `npm run setup`.')
  return executable
}

const environment = ({ data }: Place): Record<string, string> => ({
  ...(process.env as Record<string, string>),
  STAGECRAFT_NODE: process.execPath,
  ...(data === undefined ? {} : { STAGECRAFT_DATA: data }),
})

function argumentsFor(place: Place, more: readonly string[] = []): string[] {
  // Root gets no sandbox from Chromium; the launcher passes the switch then too.
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  return [...sandbox, `--user-data-dir=${place.userData}`, `--library=${place.library}`, ...more, root]
}

/** Starts the app where it runs already, and waits until this one has handed over and ended; without Playwright, which cannot bear an early end. */
export function startAgain(place: Place): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const second = spawn(electronExecutable(), argumentsFor(place), { env: environment(place), stdio: 'ignore' })
    second.once('error', reject)
    second.once('exit', resolve)
  })
}

export async function openApp(place: Place, more: readonly string[] = []): Promise<OpenApp> {
  const app = await launch(place, {
    executablePath: electronExecutable(),
    args: argumentsFor(place, more),
    env: environment(place),
  })
  const page = await app.firstWindow()
  const complaints: string[] = []
  const complain = (text: string): void => {
    if (!complaints.includes(text)) complaints.push(text)
  }
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complain(message.text())
  })
  page.on('pageerror', (error) => complain(String(error)))
  await page.waitForLoadState()
  const main = app.process()
  const ended = new Promise<void>((resolve) => main.once('exit', () => resolve()))
  return {
    app,
    page,
    complaints,
    async endBy(button) {
      // The page may be gone before Playwright hears that its click arrived: the end of the app is what counts.
      const failed = await button.click().then(
        () => null,
        (error: unknown) => error,
      )
      if (failed !== null && !page.isClosed()) throw failed
      await ended
    },
    async close() {
      await app.evaluate(({ app: electron }) => electron.quit()).catch(() => undefined)
      // Playwright's own close can hang: the end of the process is what counts.
      await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 8_000))])
      if (main.exitCode === null && main.pid !== undefined) kill(main.pid)
    },
    kill() {
      if (main.pid !== undefined) kill(main.pid)
    },
  }
}

/** Far longer than a start takes on a laden machine, which is two seconds. */
const handshakeMs = 15_000
const mostStarts = 4

/**
 * In one of a hundred starts Playwright misses what the older Electron says of itself at first, and waits for ever, with the app up and its
 * window drawn. Then that one is ended as a crash would, and started anew on the same place: what the library holds must bear that.
 */
async function launch(place: Place, options: Parameters<typeof _electron.launch>[0]): Promise<ElectronApplication> {
  for (let start = 1; start <= mostStarts; start += 1) {
    const launching = _electron.launch(options)
    const app = await Promise.race([launching, new Promise<null>((resolve) => setTimeout(resolve, handshakeMs, null))])
    if (app !== null) return app
    // It never hears of the end either; should it, that is no news.
    launching.catch(() => undefined)
    for (const pid of processesOf(place, '--user-data-dir')) kill(pid)
  }
  throw new Error(`Playwright did not hear of the app in ${mostStarts} starts.`)
}

interface Fixtures {
  place: Place
  /** The app on an empty library, with nothing to complain about at the end. */
  opened: OpenApp
}

interface WorkerFixtures {
  /** Where no screen is, each worker has one of its own, named here: windows of several would take each other's clipboard. */
  display: string | null
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  display: [
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      if (hasDisplay()) return use(null)
      const display = await openVirtualDisplay()
      process.env['DISPLAY'] = display.name
      await use(display.name)
      display.close()
    },
    { scope: 'worker', auto: true },
  ],
  // Playwright reads what a fixture needs from a destructured argument.
  // eslint-disable-next-line no-empty-pattern
  place: async ({}, use) => {
    const place = makePlace()
    await use(place)
    const outside = connectionsOutside(place)
    await clearPlace(place)
    expect(outside, 'connections to other computers').toEqual([])
  },
  opened: async ({ place }, use) => {
    const opened = await openApp(place)
    await use(opened)
    await opened.close()
    expect(opened.complaints).toEqual([])
  },
})

/** A screenshot of the window in light and dark, kept as test output. */
export async function keepScreens(page: Page, name: string): Promise<void> {
  mkdirSync(screens, { recursive: true })
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-theme', colorScheme)
    await settled(page)
    await page.screenshot({ path: join(screens, `${name}-${colorScheme}.png`) })
  }
}

export { expect }
