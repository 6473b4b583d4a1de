/** pip's own rules: https://pip.pypa.io/en/stable/topics/configuration/ (variables, then files, the more particular first). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { devNull, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parsePipConfiguration, pipFiles, readPipSettings } from '../../../resources/setup/pip-settings.ts'

function files(...texts: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'stagecraft-pip-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return texts.map((text, index) => {
    const file = join(folder, `${index}.conf`)
    writeFileSync(file, text)
    return file
  })
}

test('without settings, the usual index is asked', () => {
  expect(readPipSettings({}, [])).toEqual({ indexes: ['https://pypi.org/simple'], proxy: null, certificatesFile: null })
})

test('a configured index takes the place of the usual one; further ones come after it', () => {
  const [file = ''] = files(
    '[global]\nindex-url = https://mirror.example/simple/\nextra-index-url = https://a.example/simple\n    https://b.example/simple\ncert = /etc/own.pem\nproxy = http://proxy.example:3128\n',
  )
  expect(readPipSettings({}, [file])).toEqual({
    indexes: ['https://mirror.example/simple', 'https://a.example/simple', 'https://b.example/simple'],
    proxy: 'http://proxy.example:3128',
    certificatesFile: '/etc/own.pem',
  })
})

test('variables come before files, empty ones count as not set, the more particular file comes before the more general', () => {
  const list = files(
    '[global]\nindex-url = https://own.example\n',
    '[global]\nindex-url = https://all.example\ncert = /all.pem\n',
  )
  expect(readPipSettings({}, list)).toMatchObject({ indexes: ['https://own.example'], certificatesFile: '/all.pem' })
  expect(readPipSettings({ PIP_INDEX_URL: '' }, list).indexes).toEqual(['https://own.example'])
  expect(readPipSettings({ PIP_INDEX_URL: 'https://variable.example/' }, list).indexes).toEqual(['https://variable.example'])
})

test('indexes in local folders are left to pip', () => {
  const environment = { PIP_EXTRA_INDEX_URL: 'file:///packages/simple https://a.example/simple' }
  expect(readPipSettings(environment, []).indexes).toEqual(['https://pypi.org/simple', 'https://a.example/simple'])
})

test('[install] comes before [global] in either order, other sections do not count, comments and colons are read', () => {
  const text =
    '# comment\n[install]\nindex_url: https://install.example\n[global]\nindex-url = https://global.example\n; comment\ntimeout = 60\n[download]\ncert = /no.pem\n'
  expect([...parsePipConfiguration(text)]).toEqual([
    ['index-url', 'https://install.example'],
    ['timeout', '60'],
  ])
})

test('PIP_CONFIG_FILE is read before all others, and as the null device stands for none', () => {
  expect(pipFiles({ PIP_CONFIG_FILE: '/given.conf' })[0]).toBe('/given.conf')
  expect(pipFiles({ PIP_CONFIG_FILE: devNull })).toEqual([])
  expect(pipFiles({ XDG_CONFIG_HOME: '/home/config' })).toContain('/home/config/pip/pip.conf')
})
