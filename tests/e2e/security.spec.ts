/** Each item of docs/security.md that can be seen from outside, on the real app. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, openApp, startAgain, test } from './support/app.ts'
import { processesOf } from './support/place.ts'

/** Addresses the app's processes asked for, by Chromium's own log. */
function requestsIn(logFile: string): string[] {
  const log = readFileSync(logFile, 'utf8')
  return [
    ...new Set([...log.matchAll(/"(?:url|original_url)":"((?:https?|wss?|ftp):[^"]*)"/g)].map(([, address]) => address ?? '')),
  ]
}

test('the page has the bridge and nothing of Node or Electron', async ({ opened: { page, app } }) => {
  expect(
    await page.evaluate(() => ({
      bridge: Object.keys(window.stagecraft ?? {}).sort(),
      names: ['require', 'process', 'Buffer', 'module', 'global', 'ipcRenderer'].filter((name) => name in window),
      address: location.href.replace(/#.*/, ''),
    })),
  ).toEqual({
    bridge: ['connectLab', 'libraries', 'onClosing', 'onCommand', 'onShowRun', 'paste', 'pathOf', 'printReport', 'themeShown'],
    names: [],
    address: 'app://stagecraft/index.html',
  })
  const preferences = await app.evaluate(({ BrowserWindow }) => {
    const [window] = BrowserWindow.getAllWindows()
    const contents = window?.webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }
    const { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag } = contents.getLastWebPreferences()
    return { sandbox, contextIsolation, nodeIntegration, webSecurity, webviewTag: webviewTag ?? false }
  })
  expect(preferences).toEqual({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
    webviewTag: false,
  })
})

test('scripts, images, frames and connections from elsewhere are refused by the policy', async ({
  opened: { page, complaints },
}) => {
  const violated = await page.evaluate(async () => {
    const directives = new Set<string>()
    document.addEventListener('securitypolicyviolation', (event) => directives.add(event.effectiveDirective))
    const add = (tag: string, attributes: Record<string, string>, text = ''): void => {
      const element = document.createElement(tag)
      for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value)
      element.textContent = text
      document.body.append(element)
    }
    add('script', {}, 'document.title = "taken over"')
    add('script', { src: 'https://example.com/a.js' })
    add('img', { src: 'https://example.com/a.png' })
    add('iframe', { src: 'https://example.com/' })
    add('style', {}, 'body { display: none }')
    add('link', { rel: 'stylesheet', href: 'https://example.com/a.css' })
    await fetch('https://example.com/').catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 300))
    return { directives: [...directives].sort(), title: document.title }
  })
  expect(violated).toEqual({
    directives: ['connect-src', 'frame-src', 'img-src', 'script-src-elem', 'style-src-elem'],
    title: 'Stagecraft',
  })
  complaints.splice(0)
})

test('the page goes nowhere else and opens nothing', async ({ opened: { page, app, complaints } }) => {
  const handed = await app.evaluateHandle(({ shell }) => {
    const addresses: string[] = []
    shell.openExternal = (address) => {
      addresses.push(address)
      return Promise.resolve()
    }
    return addresses
  })
  for (const address of [
    'https://example.com/',
    'file:///etc/passwd',
    'app://elsewhere/index.html',
    'https://arxiv.org/abs/1512.03385',
  ]) {
    expect(await page.evaluate((to) => window.open(to) === null, address)).toBe(true)
  }
  await page.evaluate(() => {
    location.href = 'https://example.com/'
  })
  await page.evaluate(() => {
    const link = document.createElement('a')
    link.href = 'https://example.com/'
    link.target = '_blank'
    document.body.append(link)
    link.click()
  })
  await page.waitForTimeout(300)
  expect(page.url().replace(/#.*/, '')).toBe('app://stagecraft/index.html')
  expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1)
  expect(await handed.jsonValue()).toEqual(['https://arxiv.org/abs/1512.03385'])
  complaints.splice(0)
})

test('permissions and devices are denied', async ({ opened: { page, complaints } }) => {
  expect(
    await page.evaluate(async () => ({
      notifications: await Notification.requestPermission(),
      camera: (await navigator.permissions.query({ name: 'camera' as PermissionName })).state,
      place: await new Promise((resolve) => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          (error) => resolve(error.code === error.PERMISSION_DENIED ? 'denied' : error.message),
        )
      }),
      reading: await navigator.clipboard.readText().then(
        () => 'granted',
        (error: Error) => error.name,
      ),
    })),
  ).toEqual({ notifications: 'denied', camera: 'denied', place: 'denied', reading: 'NotAllowedError' })
  complaints.splice(0)
})

test('a stranger’s page that got in finds every door locked', async ({ opened: { app } }) => {
  const found = await app.evaluate(async ({ app: electron, BrowserWindow, session, webContents }) => {
    const address = 'http://127.0.0.1'
    const asked: string[] = []
    /** Pages of somebody else, without a network: `/moved` points elsewhere, `/page` has a frame. */
    const answer = (url: string): { status: number; headers: Record<string, string>; text: string } => {
      const { pathname } = new URL(url)
      if (pathname !== '/favicon.ico') asked.push(pathname)
      if (pathname === '/moved') return { status: 302, headers: { location: `${address}/elsewhere` }, text: '' }
      const frame = pathname === '/page' ? '<iframe id="frame" src="about:blank"></iframe>' : ''
      return { status: 200, headers: { 'content-type': 'text/html' }, text: `<title>${pathname.slice(1)}</title>${frame}` }
    }
    const [ours] = BrowserWindow.getAllWindows()
    const preload = `${electron.getAppPath()}/out/preload/index.cjs`
    const other = session.fromPartition('strangers')
    const guarded = await new BrowserWindow({ show: false, webPreferences: { session: other } }).loadURL(`${address}/page`).then(
      () => 'loaded',
      (error: Error) => error.message,
    )
    if (typeof other.protocol.handle === 'function') {
      other.protocol.handle('http', ({ url }) => {
        const { status, headers, text } = answer(url)
        return new Response(text, { status, headers })
      })
    } else {
      other.protocol.interceptBufferProtocol('http', ({ url }, reply) => {
        const { status, headers, text } = answer(url)
        reply({ statusCode: status, headers, data: Buffer.from(text) })
      })
    }
    // From here on as if the requests of a session were not guarded.
    other.webRequest.onBeforeRequest(null)
    const window = new BrowserWindow({ show: false, webPreferences: { session: other, preload, webviewTag: true } })
    // A navigation that was stopped does not always settle, so it is not waited for.
    void window.loadURL(`${address}/moved`).catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 500))
    await window.loadURL(`${address}/page`)
    const run = (script: string): Promise<unknown> => window.webContents.executeJavaScript(script, true) as Promise<unknown>
    const bridge = await run('window.stagecraft.connectLab(() => {}, () => {}).then(() => "connected", (error) => error.message)')
    await run('window.stagecraft.themeShown("light")')
    const permissions = await run(
      'Promise.all(["camera", "geolocation", "midi"].map((name) => navigator.permissions.query({ name }).then(({ state }) => state)))',
    )
    const before = webContents.getAllWebContents().length
    await run(`document.body.insertAdjacentHTML("beforeend", '<webview src="${address}/webview"></webview>')`)
    await run(`document.getElementById("frame").contentWindow.location = "${address}/framed"; null`)
    await run('location.href = "/gone"')
    await new Promise((resolve) => setTimeout(resolve, 500))
    const webviews = webContents.getAllWebContents().length - before
    const chosen: unknown[] = []
    const choose = (device?: unknown): void => void chosen.push(device ?? 'none')
    const event = { preventDefault: () => undefined }
    // By hand, since there are no devices here: what would be chosen is nothing.
    other.emit('select-hid-device', event, {}, choose)
    other.emit('select-usb-device', event, {}, choose)
    other.emit('select-serial-port', event, [], window.webContents, choose)
    window.webContents.emit('select-bluetooth-device', event, [], choose)
    const title = window.webContents.getTitle()
    for (const each of BrowserWindow.getAllWindows()) if (each !== ours) each.destroy()
    return {
      guarded,
      bridge,
      permissions,
      webviews,
      chosen,
      asked,
      title,
      version: Number(process.versions['electron']?.split('.')[0]),
    }
  })
  expect(found).toMatchObject({
    guarded: expect.stringContaining('ERR_BLOCKED_BY_CLIENT'),
    bridge: expect.stringContaining("is for Stagecraft's own page"),
    permissions: ['denied', 'denied', 'denied'],
    webviews: 0,
    chosen: ['none', 'none', '', ''],
    title: 'page',
  })
  // Electron tells of a frame that goes elsewhere from 25 on; our own page has no frames at all, by its policy.
  const framed = found.version >= 25 ? [] : ['/framed']
  expect(found.asked).toEqual(['/moved', '/page', ...framed])
})

/** A picture that is on this computer, and not of the built interface. */
const icon = fileURLToPath(new URL('../../renderer/public/icon.svg', import.meta.url))

test('the protocol gives the interface and nothing else of this computer', async ({ opened: { page, complaints } }) => {
  const reached = await page.evaluate(async (onDisk) => {
    const load = (address: string): Promise<string> =>
      new Promise((resolve) => {
        const image = new Image()
        image.onload = () => resolve('found')
        image.onerror = () => resolve('not found')
        image.src = address
      })
    return {
      icon: await load('app://stagecraft/icon.svg'),
      dots: await load('app://stagecraft/..%2f..%2frenderer%2fpublic%2ficon.svg'),
      absolute: await load(`app://stagecraft/${onDisk}`),
      host: await load('app://elsewhere/icon.svg'),
    }
  }, icon)
  expect(reached).toEqual({ icon: 'found', dots: 'not found', absolute: 'not found', host: 'not found' })
  complaints.splice(0)
})

test('a second start shows the window that is there', async ({ opened: { app }, place }) => {
  const shown = await app.evaluateHandle(({ app: electron }) => {
    const seen = { second: false }
    electron.once('second-instance', () => (seen.second = true))
    return seen
  })
  expect(await startAgain(place)).toBe(0)
  await expect.poll(() => shown.jsonValue()).toEqual({ second: true })
})

test('a second start with another library opens that one, in a window of its own', async ({ opened: { app, page }, place }) => {
  const other = join(place.folder, 'other-library')
  const second = app.waitForEvent('window')
  expect(await startAgain({ ...place, library: other })).toBe(0)
  const window = await second
  await expect(window.getByText(`Library: ${other}`)).toBeVisible()
  await expect(page.getByText(`Library: ${place.library}`)).toBeVisible()
  expect(processesOf(place, join('core', 'lab', 'main.ts'))).toHaveLength(2)
  // The other of the two is brought to the front, and no third one opened.
  expect(await startAgain(place)).toBe(0)
  expect(app.windows()).toHaveLength(2)
})

test('the window asks nothing of the network', async ({ place }) => {
  const log = join(place.folder, 'net-log.json')
  const { page, app, close } = await openApp(place, [`--log-net-log=${log}`])
  for (const view of ['data', 'system', 'runs', 'design']) {
    await page.evaluate((to) => (location.hash = `#/${to}`), view)
    await page.waitForTimeout(200)
  }
  // The log tells: one request made on purpose, in a session whose guard was taken off, is in it.
  const control = 'http://127.0.0.1:9/'
  await app.evaluate(
    ({ net, session }, url) =>
      new Promise<void>((resolve) => {
        const other = session.fromPartition('control')
        other.setSpellCheckerLanguages([])
        other.webRequest.onBeforeRequest(null)
        const request = net.request({ url, session: other })
        request.on('error', () => resolve())
        request.end()
      }),
    control,
  )
  await close()
  expect(requestsIn(log)).toEqual([control])
})
