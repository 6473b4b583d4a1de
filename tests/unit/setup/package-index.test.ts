/** Pages of an index as PEP 503 (HTML) and PEP 691 (JSON) define them. */
import { describe, expect, test } from 'vitest'
import type { Network } from '../../../core/fetch/http.ts'
import { fileAddress, findFile } from '../../../resources/setup/package-index.ts'

const page = 'https://index.example/simple/tool/'
const file = 'tool-1.0+cu12-py3-none-any.whl'

describe('address of a file', () => {
  test('in JSON', () => {
    const body = JSON.stringify({
      files: [{ url: 'https://files.example/other.whl' }, { url: `https://files.example/x/${file}` }],
    })
    expect(fileAddress(body, page, file)).toBe(`https://files.example/x/${file}`)
  })

  test('in HTML: relative, escaped, with its hash left out', () => {
    const body = `<!DOCTYPE html><a href="../../packages/other.whl">o</a>
      <a data-requires-python="&gt;=3.9" href="../../packages/tool-1.0%2Bcu12-py3-none-any.whl?a=1&amp;b=2#sha256=00">tool</a>`
    expect(fileAddress(body, page, file)).toBe('https://index.example/packages/tool-1.0%2Bcu12-py3-none-any.whl?a=1&b=2')
  })

  test('is none when only similar names are there', () => {
    const body = `<a href='/p/${file}.metadata'>m</a><a href="/p/a-${file}">a</a>`
    expect(fileAddress(body, page, file)).toBeNull()
  })

  test('carries the name and password of the index to the same host only', () => {
    const known = 'https://me:secret@index.example/simple/tool/'
    const at = (host: string) => fileAddress(`<a href="https://${host}/${file}">t</a>`, known, file)
    expect(at('index.example')).toBe(`https://me:secret@index.example/${file}`)
    expect(at('files.example')).toBe(`https://files.example/${file}`)
  })
})

test('a file that no index has is told with what each one said, and without passwords', async () => {
  const network: Network = { get: () => Promise.reject(new Error('connection refused')), close: () => undefined }
  const found = findFile({ package: 'tool', file }, ['https://me:secret@index.example/simple'], network, 'Do this.')
  await expect(found).rejects.toMatchObject({
    code: 'download-failed',
    message: `${file} was not found: index.example could not be reached (connection refused).`,
    remedy: 'Do this.',
  })
})
