/** Tests where there is no network but the loopback: nothing of them, nor of the app that they start, needs one. */
import { Failure } from '../../core/files/failure.ts'
import { isOnPath, isRoot, output } from './commands.ts'
import { run } from './launch.ts'
import { root } from './places.ts'

/** Runs our own Node so, with these arguments, and gives its exit code. Throws a Failure `no-namespace` where the system cuts nothing off for us. */
export function runOffline(parameters: readonly string[]): Promise<number> {
  // A person who is not root is taken for root in a namespace of their own.
  const apart = isRoot() ? ['--net'] : ['--net', '--map-root-user']
  const wake = 'ip link set lo up && exec "$@"'
  const started = (...words: string[]): string[] => [...apart, 'sh', '-c', wake, 'sh', ...words]
  const tried = isOnPath('unshare') ? output('unshare', started('true')) : null
  if (tried?.status !== 0) {
    const why = tried === null ? 'there is no program unshare' : tried.stderr.trim()
    throw new Failure(
      'no-namespace',
      `The network cannot be cut off here: ${why}.`,
      'It takes Linux with util-linux and iproute2, and a system that lets this user make a network namespace.',
    )
  }
  return run('unshare', started(process.execPath, ...parameters), root)
}
