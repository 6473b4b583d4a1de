/** Unit tests touch no disk beyond a temporary folder, store tests kill processes, engine tests run TensorFlow: one at a time. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    globalSetup: './tests/temporary-folder.ts',
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], testTimeout: 15_000 } },
      {
        test: {
          name: 'store',
          include: ['tests/store/**/*.test.ts'],
          testTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: 'engine',
          include: ['tests/engine/**/*.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 120_000,
          // TensorFlow is native, keeps process-wide state and takes every core by itself.
          pool: 'forks',
          fileParallelism: false,
        },
      },
    ],
  },
})
