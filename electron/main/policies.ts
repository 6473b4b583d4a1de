/** What no page in this app may do, whatever it says. docs/security.md names the test of each line. */
import { app, shell, type Session, type WebContents } from 'electron'
import { denyFrameNavigation } from '../electron-versions.ts'
import { isKnownLink } from './links.ts'
import { host, isOurPage, scheme } from './page-origin.ts'

/** Must run before the app is ready. */
export function denyByDefault(): void {
  // As root Chromium runs without its sandbox or not at all; the launcher then passes this switch, and says so. Pages stay
  // without Node all the same: every window asks for the sandboxed kind of preload.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  // The window never needs the network: downloads are the lab's. No name resolves here, not even for Chromium's own services.
  app.commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND')
  app.commandLine.appendSwitch('disable-background-networking')
  app.on('web-contents-created', (_, contents) => denyNavigation(contents))
}

function denyNavigation(contents: WebContents): void {
  contents.on('will-navigate', (event) => event.preventDefault())
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.on('select-bluetooth-device', (event, _, choose) => {
    event.preventDefault()
    choose('')
  })
  denyFrameNavigation(contents)
  contents.setWindowOpenHandler(({ url }) => {
    if (isKnownLink(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
}

/** Guards every session as it is made, the window's own first. Must run before the app is ready. */
export function guardSessions(): void {
  app.on('session-created', guardSession)
}

/** Permissions, devices and requests of a session. */
function guardSession(session: Session): void {
  // Copying a report on a click is all that our page ever asks for.
  const allowed = (permission: string, address: string): boolean =>
    permission === 'clipboard-sanitized-write' && isOurPage(address)
  session.setPermissionRequestHandler((contents, permission, decide) => decide(allowed(permission, contents.getURL())))
  session.setPermissionCheckHandler((_, permission, origin) => allowed(permission, origin))
  session.setDevicePermissionHandler(() => false)
  // Without somebody who chooses, a device might be chosen for them: each choice is ended without one.
  session.on('select-hid-device', (event, _, choose) => {
    event.preventDefault()
    choose()
  })
  session.on('select-usb-device', (event, _, choose) => {
    event.preventDefault()
    choose()
  })
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault()
    choose('')
  })
  // What the page itself has made, such as a design's file, is saved where the person says; nothing is fetched to be saved.
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${scheme}://${host}/`)) event.preventDefault()
  })
  // Chromium would fetch a dictionary for it.
  session.setSpellCheckerLanguages([])
  session.setSpellCheckerEnabled(false)
  const local = app.isPackaged ? /^(app|blob):/ : /^(app|blob|devtools):/
  session.webRequest.onBeforeRequest((details, decide) => decide({ cancel: !local.test(details.url) }))
}
