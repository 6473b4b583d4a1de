/**
 * End to end: the real Electron app; each test has its own user-data folder and library. Where a person's screen is there the app is shown on it,
 * one at a time; where none is, two at a time, each on a screen of its own.
 */
import { defineConfig } from '@playwright/test'
import { hasDisplay } from './core/process/display.ts'

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results/e2e',
  workers: hasDisplay() ? 1 : 2,
  fullyParallel: true,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  use: { actionTimeout: 10_000 },
  reporter: [['list']],
  forbidOnly: true,
})
