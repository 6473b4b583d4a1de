/** A study's plan as plain command lines: a shell runs them, and a study of the same takes their runs in place of training them again. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { StudyDetail } from '../../core/api/contract/studies.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const main = join(root, 'core', 'cli', 'main.ts')
let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'stagecraft plan-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 100 }))

const lab = (...words: string[]): string =>
  execFileSync(process.execPath, [main, ...words, '--library', join(folder, 'library')], { encoding: 'utf8' })

test.runIf(process.platform !== 'win32')('the commands of a plan train what its study then takes', () => {
  const asked = ['resnet-20', '--vary', 'family-depth=1', '--vary', 'lr=0.01,0.1', '--data', 'mnist']
  const study = [...asked, '--steps', '2', '--batch', '32', '--seeds', '3', '--device', 'cpu', '--name', "one's own"]
  const lines = lab('study', 'plan', ...study, '--out', join(folder, 'plan'))
  expect(lines.trim().split('\n')).toHaveLength(2)
  const script = join(folder, 'plan.sh')
  writeFileSync(script, lines)
  execFileSync('sh', ['-e', script], { cwd: root, stdio: 'pipe' })

  lab('study', 'new', ...study)
  lab('study', 'run', "one's own")
  const found = JSON.parse(lab('study', 'show', "one's own", '--json')) as StudyDetail
  expect(found.counts).toEqual({ all: 2, ended: 2, taken: 2, paused: 0, training: 0 })
  expect(found.verdicts.map(({ finding }) => finding)).toEqual(['one-seed'])
})
