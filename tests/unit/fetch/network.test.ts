import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { expect, onTestFinished, test } from 'vitest'
import { openNetwork } from '../../../core/fetch/http.ts'
import { parseNpmrc, readNpmSettings } from '../../../core/fetch/npm-settings.ts'
import { serveFile } from '../datasets/support/file-server.ts'

const none = { npm_config_userconfig: '/nonexistent', npm_config_globalconfig: '/nonexistent' }
const options = () => ({ headers: {}, connectTimeoutMs: 5_000, stallTimeoutMs: 5_000, signal: new AbortController().signal })

test('without settings, the usual registry is asked', () => {
  expect(readNpmSettings(none, '/nonexistent')).toEqual({
    registry: 'https://registry.npmjs.org/',
    authorization: null,
    proxy: null,
    noProxy: null,
    certificatesFile: null,
  })
})

test("npm's variables count, however they are spelt", () => {
  const environment = {
    ...none,
    NPM_CONFIG_REGISTRY: 'https://mirror.example/npm',
    npm_config_https_proxy: 'http://proxy.example:3128',
  }
  expect(readNpmSettings(environment, '/nonexistent')).toMatchObject({
    registry: 'https://mirror.example/npm/',
    proxy: 'http://proxy.example:3128',
  })
})

test('.npmrc is read as npm reads it', () => {
  const text =
    '; comment\n# comment\nregistry = https://mirror.example/npm/\r\n//mirror.example/:_authToken=${TOKEN}\ncafile="/a b.pem"\nother\n'
  expect([...parseNpmrc(text, { TOKEN: 'secret' })]).toEqual([
    ['registry', 'https://mirror.example/npm/'],
    ['//mirror.example/:_authToken', 'secret'],
    ['cafile', '/a b.pem'],
  ])
})

test('a proxy that the environment names is asked in place of the server', async () => {
  const asked: string[] = []
  const proxy = createServer((request, response) => {
    asked.push(request.url ?? '')
    response.end('from the proxy')
  })
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void proxy.close())
  const environment = { ...none, HTTP_PROXY: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` }
  const network = openNetwork(environment, readNpmSettings(environment, '/nonexistent'))
  const response = await network.get('http://data.invalid/file', options())
  expect((await buffer(response)).toString()).toBe('from the proxy')
  expect(asked).toEqual(['http://data.invalid/file'])
  network.close()
})

test('who we are is not told to the server that another one points to', async () => {
  const told: (string | undefined)[] = []
  const target = await serveFile(Buffer.from('here'), (response, request, content) => {
    told.push(request.headers.authorization)
    response.end(content)
  })
  const pointing = await serveFile(Buffer.alloc(0), (response, request) => {
    told.push(request.headers.authorization)
    response.writeHead(302, { location: target.url.replace('127.0.0.1', 'localhost') })
    response.end()
  })
  const network = openNetwork(none, readNpmSettings(none, '/nonexistent'))
  const response = await network.get(pointing.url, { ...options(), headers: { authorization: 'Bearer secret' } })
  expect((await buffer(response)).toString()).toBe('here')
  expect(told).toEqual(['Bearer secret', undefined])
  network.close()
})

test('a server that does not answer is given up after the time that was set', async () => {
  const silent = await serveFile(Buffer.alloc(0), () => undefined)
  const network = openNetwork(none, readNpmSettings(none, '/nonexistent'))
  await expect(network.get(silent.url, { ...options(), connectTimeoutMs: 50 })).rejects.toThrow('did not answer')
  network.close()
})

test('a server that points in a circle is left', async () => {
  const circle = await serveFile(Buffer.alloc(0), (response) => {
    response.writeHead(302, { location: '/again' })
    response.end()
  })
  const network = openNetwork(none, readNpmSettings(none, '/nonexistent'))
  await expect(network.get(circle.url, options())).rejects.toThrow('points on and on')
  expect(circle.ranges).toHaveLength(6)
  network.close()
})
