/** The command line. Each command is a few lines in `commands`, and a file beside this one. */
import { Command } from 'commander'
import { computerCommands } from './commands/computer.ts'
import { designCommands } from './commands/designs.ts'
import { diskCommands } from './commands/disk.ts'
import { inspectingCommands } from './commands/inspecting.ts'
import { keepingCommands } from './commands/keeping.ts'
import { remarkCommands } from './commands/remarks.ts'
import { runCommands } from './commands/runs.ts'
import { studyCommands } from './commands/studies.ts'
import { sweepCommands } from './commands/sweeps.ts'
import { trainingCommands } from './commands/training.ts'
import { failed } from './failed.ts'
import { hearInterrupts } from './interrupt.ts'
import { commanderOutput } from './terminal.ts'

const program = new Command('lab')
  .description('Design, train and compare residual networks.')
  .exitOverride()
  .configureOutput(commanderOutput)
  .configureHelp({ showGlobalOptions: true })
  .showHelpAfterError('(--help says more)')

trainingCommands(program)
runCommands(program)
sweepCommands(program)
studyCommands(program)
remarkCommands(program)
designCommands(program)
keepingCommands(program)
inspectingCommands(program)
diskCommands(program)
computerCommands(program)

hearInterrupts()
program.parseAsync().catch(failed)
