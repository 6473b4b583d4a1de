/**
 * A report as PDF, or its figures as PNG, from the command line: printed and painted by the Electron that set-up found. It opens a window that nobody sees, and
 * cannot do without a screen (`--ozone-platform=headless` ends Electron 22 with a trap): where there is none, one of Xvfb stands in.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { electronFacts } from '../doctor/electron-facts.ts'
import { Failure } from '../files/failure.ts'
import { childEnvironment } from '../process/child-environment.ts'
import { hasDisplay } from '../process/display.ts'
import { openVirtualDisplay, virtualDisplayProgram } from '../process/virtual-display.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** What Electron is to make of a folder of a report. */
interface Made {
  /** As its program is told. */
  readonly word: 'report' | 'figures'
  /** `A PDF is printed` */
  readonly says: string
  readonly otherwise: string
}

const pdf: Made = { word: 'report', says: 'A PDF is printed', otherwise: 'Or print report.html from any browser.' }
const png: Made = { word: 'figures', says: 'A PNG is painted', otherwise: 'Or take the SVG, or save the PNG in the window.' }

export type Printer = (folder: string) => Promise<void>

const resultSchema = z.union([
  z.object({ printed: z.literal(true) }),
  z.object({ printed: z.literal(false), code: z.string(), message: z.string(), remedy: z.string() }),
])

/** What the window's build makes of electron/print. */
const built = join(root, 'out', 'main', 'print.cjs')

/**
 * Gives what prints `report.html` of a folder as `report.pdf` beside it. Throws a Failure that says why nothing can be printed here: `no-electron`,
 * `not-built`, `no-display`.
 */
export function reportPrinter(environment: NodeJS.ProcessEnv = process.env, program: string = built): Printer {
  return madeBy(pdf, environment, program)
}

/** The same for what paints each `figure-*.svg` of a folder as PNG. */
export function figurePainter(environment: NodeJS.ProcessEnv = process.env, program: string = built): Printer {
  return madeBy(png, environment, program)
}

function madeBy(made: Made, environment: NodeJS.ProcessEnv, program: string): Printer {
  const { says, otherwise } = made
  const electron = electronFacts(environment)
  if (electron === null || electron.kind === 'missing' || !existsSync(electron.executable)) {
    const why = electron?.kind === 'missing' ? ` ${electron.reason}` : ''
    throw new Failure('no-electron', `${says} by Electron, which is not here.${why}`, `Run \`npm run setup\`. ${otherwise}`)
  }
  if (!existsSync(program))
    throw new Failure('not-built', 'What prints was not built yet.', `Open the window once (\`npm start\`). ${otherwise}`)
  if (hasDisplay(environment)) return (folder) => print(electron.executable, made, folder, environment)
  const server = virtualDisplayProgram(environment)
  if (server === null)
    throw new Failure(
      'no-display',
      `${says} by Electron, which needs a screen: neither DISPLAY nor WAYLAND_DISPLAY is set, and Xvfb, which stands in for one, is not installed.`,
      `Install Xvfb (\`apt install xvfb\`, \`dnf install xorg-x11-server-Xvfb\`), and it is used by itself. ${otherwise}`,
    )
  return async (folder) => {
    const display = await openVirtualDisplay(server)
    try {
      await print(electron.executable, made, folder, { ...environment, DISPLAY: display.name })
    } finally {
      display.close()
    }
  }
}

async function print(
  executable: string,
  { word, otherwise }: Made,
  folder: string,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  // Root gets no sandbox from Chromium.
  const flags = process.getuid?.() === 0 ? ['--no-sandbox'] : []
  const child = spawn(executable, [...flags, join(root, 'electron', 'print'), word, folder], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: childEnvironment(environment),
  })
  let [told, said] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (told += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (said = `${said}${chunk.toString()}`.slice(-2000)))
  const how = await new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(signal ?? `code ${code ?? '?'}`))
  })
  const result = resultOf(told)
  if (result?.printed === true) return
  if (result !== null) throw new Failure(result.code, result.message, result.remedy)
  const last = said.trim().split('\n').at(-1) ?? ''
  throw new Failure(
    'report-not-printed',
    `Electron ended before it had printed (${how}). ${last}`.trim(),
    otherwise.replace(/^Or (.)/, (_, first: string) => first.toUpperCase()),
  )
}

/** Null where it had said nothing. */
function resultOf(told: string): z.infer<typeof resultSchema> | null {
  try {
    return resultSchema.parse(JSON.parse(told.trim().split('\n').at(-1) ?? ''))
  } catch {
    return null
  }
}
