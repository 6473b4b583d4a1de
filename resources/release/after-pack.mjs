/** electron-builder's hook after packing: no build leaves without its fuses. */
import { join } from 'node:path'
import { setFuses } from './fuses.mjs'

/** @param {import('electron-builder').AfterPackContext} context */
export default async function afterPack({ appOutDir, packager, electronPlatformName }) {
  const name = packager.appInfo.productFilename
  const executable = {
    darwin: join(appOutDir, `${name}.app`),
    win32: join(appOutDir, `${name}.exe`),
    linux: join(appOutDir, packager.executableName ?? name),
  }[electronPlatformName]
  if (executable === undefined) throw new Error(`There is no release for ${electronPlatformName}.`)
  const lacking = await setFuses(executable)
  if (lacking.length > 0) throw new Error(`This Electron has no fuse for ${lacking.join(', ')}: too old for a release.`)
}
