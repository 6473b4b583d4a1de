/** What a process of ours inherits from the one that starts it: lab, trainers, trials, measurements. Runs on Node 16 and later. */

/**
 * Variables that make another program of a child: they load code into it, or turn Electron into Node. They were meant for whoever was
 * started with them.
 */
export const notInherited: ReadonlySet<string> = new Set([
  'NODE_OPTIONS',
  'NODE_PATH',
  'NODE_REPL_EXTERNAL_MODULE',
  'ELECTRON_RUN_AS_NODE',
  'LD_PRELOAD',
  'LD_AUDIT',
  'LD_PROFILE',
  'DYLD_INSERT_LIBRARIES',
  'DYLD_LIBRARY_PATH',
  'DYLD_FRAMEWORK_PATH',
])

/** The environment without them. Windows does not tell `Path` from `PATH`, so neither does this. */
export function childEnvironment(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !notInherited.has(name.toUpperCase())))
}
