/** Electron's fuses in a release: switches inside its executable that nothing on the person's computer can turn back. */
import { flipFuses, FuseState, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'

export const fuses = {
  // The lab has a Node of its own, so nobody needs Electron to be one.
  [FuseV1Options.RunAsNode]: false,
  [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
  [FuseV1Options.EnableNodeCliInspectArguments]: false,
  [FuseV1Options.EnableCookieEncryption]: true,
  // Checked on macOS and Windows; Linux has no place to keep the sum.
  [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: true,
  [FuseV1Options.OnlyLoadAppFromAsar]: true,
  [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
}

/**
 * Sets the fuses of an executable and reads them back. Throws when one that it has is not as wanted; gives the names of those that
 * this version of Electron does not have.
 * @param {string} executable
 * @returns {Promise<string[]>}
 */
export async function setFuses(executable) {
  const has = await getCurrentFuseWire(executable)
  const known = Object.fromEntries(Object.entries(fuses).filter(([fuse]) => isSwitch(has[fuse])))
  await flipFuses(executable, { version: FuseVersion.V1, resetAdHocDarwinSignature: process.platform === 'darwin', ...known })
  const now = await getCurrentFuseWire(executable)
  for (const [fuse, wanted] of Object.entries(known)) {
    if (now[fuse] !== (wanted ? FuseState.ENABLE : FuseState.DISABLE)) {
      throw new Error(`The fuse ${FuseV1Options[fuse]} of ${executable} did not take. Do not release this build.`)
    }
  }
  return Object.keys(fuses)
    .filter((fuse) => !(fuse in known))
    .map((fuse) => FuseV1Options[fuse])
}

/** @param {number | undefined} state */
function isSwitch(state) {
  return state === FuseState.ENABLE || state === FuseState.DISABLE
}
