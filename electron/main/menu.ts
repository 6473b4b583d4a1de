/** The application's menu. What changes the work is a command of the page's registry, so that menu, palette and keys are one. */
import { app, BrowserWindow, dialog, Menu, type MenuItemConstructorOptions } from 'electron'
import { version } from '../../package.json'
import { channels } from '../preload/channels.ts'
import { openLibrary, openRecent } from './libraries.ts'
import { recentFile } from './places.ts'
import { recentLibraries } from './recent-libraries.ts'
import { zoom, type ZoomStep } from './zoom.ts'

/** A command of the page. Its key is shown, but the page itself listens for it. */
function command(label: string, id: string, accelerator?: string): MenuItemConstructorOptions {
  return {
    label,
    ...(accelerator === undefined ? {} : { accelerator, registerAccelerator: false }),
    click: () => (BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows()[0])?.webContents.send(channels.command, id),
  }
}

/** A step of zoom. Its key is shown; zoom.ts listens for it and the others that mean the same. */
function zooming(label: string, step: ZoomStep, accelerator: string): MenuItemConstructorOptions {
  return {
    label,
    accelerator,
    registerAccelerator: false,
    click: () => {
      const [window] = BrowserWindow.getAllWindows()
      if (window) zoom(window.webContents, step)
    },
  }
}

function recentItems(): MenuItemConstructorOptions[] {
  const recent = recentLibraries(recentFile())
  if (recent.length === 0) return [{ label: 'None yet', enabled: false }]
  return recent.map(({ folder, isThere }) => ({ label: folder, enabled: isThere, click: () => sayWhyNot(openRecent(folder)) }))
}

function sayWhyNot(why: string | null): void {
  if (why !== null) dialog.showErrorBox('The library cannot be opened', why)
}

const separator: MenuItemConstructorOptions = { type: 'separator' }

export function installMenu(): void {
  app.setAboutPanelOptions({
    applicationName: 'Stagecraft',
    applicationVersion: version,
    copyright: 'MIT licence',
  })
  const mac = process.platform === 'darwin'
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac ? [{ role: 'appMenu' } satisfies MenuItemConstructorOptions] : []),
      {
        label: 'File',
        submenu: [
          command('New design', 'design.new', 'CmdOrCtrl+N'),
          command('New variants of this design…', 'design.new-variant', 'CmdOrCtrl+Shift+V'),
          command('Open a design file…', 'design.open-file', 'CmdOrCtrl+O'),
          command('Save as a design file…', 'design.save-file', 'CmdOrCtrl+S'),
          command('Saved versions…', 'design.versions', 'CmdOrCtrl+Shift+S'),
          command('Import weights…', 'runs.import'),
          command('Import event files of TensorBoard…', 'runs.import-events'),
          command('Write runs for elsewhere…', 'runs.write'),
          command('Unpack a file of runs…', 'runs.unpack'),
          command('Save the drawing as SVG…', 'design.save-svg'),
          command('Save the drawing as PNG…', 'design.save-png'),
          separator,
          command('This library…', 'library.show'),
          { label: 'Open a library…', click: () => void openLibrary('choose').then(sayWhyNot) },
          { label: 'New library…', click: () => void openLibrary('create').then(sayWhyNot) },
          { label: 'Recent libraries', submenu: recentItems() },
          separator,
          mac ? { role: 'close' } : { role: 'quit' },
        ],
      },
      {
        label: 'Edit',
        submenu: [
          command('Undo', 'undo', 'CmdOrCtrl+Z'),
          command('Redo', 'redo', 'CmdOrCtrl+Shift+Z'),
          separator,
          { role: 'cut' },
          { role: 'copy' },
          { role: 'paste' },
          { role: 'selectAll' },
          separator,
          command('Find or run anything', 'app.palette', 'CmdOrCtrl+K'),
        ],
      },
      {
        label: 'Stages',
        submenu: [
          command('Add', 'design.add-stage'),
          command('Select all', 'design.select-all', 'CmdOrCtrl+A'),
          separator,
          command('Cut', 'design.cut-stages'),
          command('Copy as text', 'design.copy-stages'),
          command('Paste', 'design.paste-stages'),
          command('Duplicate', 'design.duplicate-stages', 'CmdOrCtrl+D'),
          command('Remove', 'design.remove-stages', 'Delete'),
          separator,
          command('Split', 'design.split-stage', 'CmdOrCtrl+Shift+J'),
          command('Merge', 'design.merge-stages', 'CmdOrCtrl+J'),
          command('Move left', 'design.move-left', 'Alt+Left'),
          command('Move right', 'design.move-right', 'Alt+Right'),
          command('Leave shortcuts out', 'design.plain-stages'),
        ],
      },
      {
        label: 'View',
        submenu: [
          command('Design', 'view.design', 'CmdOrCtrl+1'),
          command('Runs', 'view.runs', 'CmdOrCtrl+2'),
          command('Data', 'view.data', 'CmdOrCtrl+3'),
          command('System', 'view.system', 'CmdOrCtrl+4'),
          command('Queue', 'queue.show', 'CmdOrCtrl+Shift+L'),
          command('Ask the library in SQL', 'view.query', 'CmdOrCtrl+Shift+K'),
          command('Difference of two designs', 'design.compare', 'CmdOrCtrl+Shift+B'),
          separator,
          command('Light or dark as the system', 'theme.system'),
          command('Light', 'theme.light'),
          command('Dark', 'theme.dark'),
          separator,
          {
            label: 'Tone of the cells',
            submenu: [
              command('By width', 'design.tone-width'),
              command('By kind', 'design.tone-kind'),
              command('By parameters', 'design.tone-parameters'),
              command('By MACs', 'design.tone-macs'),
              command('By memory', 'design.tone-memory'),
              command('By predicted time', 'design.tone-time'),
            ],
          },
          separator,
          zooming('Actual size', 'reset', 'CmdOrCtrl+0'),
          zooming('Zoom in', 'in', 'CmdOrCtrl+Plus'),
          zooming('Zoom out', 'out', 'CmdOrCtrl+-'),
          { role: 'togglefullscreen' },
          ...(app.isPackaged ? [] : [separator, { role: 'toggleDevTools' } satisfies MenuItemConstructorOptions]),
        ],
      },
      { role: 'windowMenu' },
      {
        label: 'Help',
        submenu: [
          command('Keyboard shortcuts', 'app.shortcuts', '?'),
          command('This computer', 'view.system'),
          { role: 'about', label: 'About Stagecraft' },
        ],
      },
    ]),
  )
}
