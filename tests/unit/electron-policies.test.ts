import { expect, it } from 'vitest'
import { isKnownLink } from '../../electron/main/links.ts'
import { isOurPage, pageAddress } from '../../electron/main/page-origin.ts'

it('knows its own page', () => {
  expect(isOurPage(pageAddress)).toBe(true)
  expect(isOurPage(`${pageAddress}#/runs/1`)).toBe(true)
})

it.each([
  'app://elsewhere/index.html',
  'app://stagecraft.evil/index.html',
  'app://evil@stagecraft/index.html',
  'app://stagecraft:80/index.html',
  'https://stagecraft/index.html',
  'file:///app://stagecraft/index.html',
  'data:text/html,app://stagecraft/index.html',
  'about:blank',
  '',
])('takes %s for a stranger', (address) => {
  expect(isOurPage(address)).toBe(false)
})

it('opens known links, whole and exact', () => {
  expect(isKnownLink('https://arxiv.org/abs/1512.03385')).toBe(true)
  for (const address of [
    'https://arxiv.org/abs/1512.03385?a=1',
    'http://arxiv.org/abs/1512.03385',
    'https://arxiv.org.evil.example/abs/1512.03385',
    'file:///etc/passwd',
    'javascript:alert(1)',
  ]) {
    expect(isKnownLink(address)).toBe(false)
  }
})
