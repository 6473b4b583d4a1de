/**
 * The app inside Electron's own folder where it came without one that opens what its arguments name: opens that folder, as the
 * release's default app does. So one Electron serves any clone.
 */
const { app } = require('electron')
const path = require('node:path')

const folder = process.argv.slice(1).find((argument) => path.isAbsolute(argument))
if (folder === undefined) {
  console.error('Which app? Give its folder as an absolute path.')
  app.exit(2)
} else {
  app.setAppPath(folder)
  require(path.join(folder, require(path.join(folder, 'package.json')).main))
}
