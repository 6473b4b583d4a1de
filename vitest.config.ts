/**
 * Unit tests touch no disk beyond a temporary folder, store tests kill processes, engine tests run TensorFlow. All files are independent of each
 * other and each has a process of its own; those of the engine, which take longest, come first, by the name of their project.
 */
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'

/** At least two: most files wait for one core, or for a process or a disk, half of their time. */
const maxWorkers = Math.max(2, Math.floor(availableParallelism() / 2))

export default defineConfig({
  test: {
    globalSetup: './tests/temporary-folder.ts',
    maxWorkers,
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'store', include: ['tests/store/**/*.test.ts'], testTimeout: 60_000 } },
      {
        test: {
          name: 'engine',
          include: ['tests/engine/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // TensorFlow is native and keeps process-wide state.
          pool: 'forks',
        },
      },
    ],
  },
})
