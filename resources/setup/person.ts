/** The person's network settings, as pip, npm and the environment have them. */
import { openNetwork, type Network } from '../../core/fetch/http.ts'
import { readNpmSettings } from '../../core/fetch/npm-settings.ts'
import { readPipSettings, type PipSettings } from './pip-settings.ts'
import { root } from './places.ts'

/** A network that goes through the person's proxy and trusts what they trust; close it after use. */
export function openPersonsNetwork(environment: NodeJS.ProcessEnv = process.env): { network: Network; pip: PipSettings } {
  const pip = readPipSettings(environment)
  const npm = readNpmSettings(environment, root)
  const network = openNetwork(environment, {
    ...npm,
    proxy: pip.proxy ?? npm.proxy,
    certificatesFile: pip.certificatesFile ?? npm.certificatesFile,
  })
  return { network, pip }
}
