/** The computer, and the interface in a browser on it. */
import type { Command } from 'commander'
import { libraryFolder } from '../../transport/library-folder.ts'
import { calibrate } from '../calibrate.ts'
import { command, tellAs, type Common } from '../command.ts'
import { doctor } from '../doctor.ts'
import { onInterrupt } from '../interrupt.ts'
import { labStart, withLab } from '../lab-client.ts'
import { numberWithin } from '../number-option.ts'
import { serve, type ServeOptions } from '../serve.ts'
import { print } from '../terminal.ts'

export function computerCommands(program: Command): void {
  command(program, 'doctor', 'Tell what this computer has and lacks for training, and what mends it.').action(
    async (options: Common) => {
      process.exitCode = await doctor(libraryFolder(options.library), options.json === true, print)
    },
  )

  command(
    program,
    'calibrate',
    'Measure for a minute how fast this computer trains; runs then say beforehand what they take.',
  ).action(async (options: Common) => {
    process.exitCode = await withLab(libraryFolder(options.library), (client) =>
      calibrate({ client, tell: tellAs(options), onInterrupt }),
    )
  })

  command(program, 'serve', 'Serve the interface to a browser on this computer, at an address with a one-time token.')
    .option(
      '--port <n>',
      'port of the loopback interface (default: any free one)',
      numberWithin({ whole: true, min: 0, max: 65_535 }),
    )
    .action(async (options: Common & ServeOptions) => {
      await serve(labStart(libraryFolder(options.library)), options, options.json === true, print)
    })
}
