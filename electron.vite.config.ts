/**
 * How the window is built. Main and preload are CommonJS for Node 16, so that one build runs on the current Electron and on
 * Electron 22; the renderer is for Chromium 108. core/ is not built: lab, trainers and command line run from source.
 */
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

const commonJs = { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' } as const

export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      target: 'node16',
      // Everything is bundled: the packaged window needs no node_modules.
      externalizeDeps: false,
      // Printing is a program of its own: the command line starts it where no window is.
      rolldownOptions: { input: { index: 'electron/main/index.ts', print: 'electron/print/index.ts' }, output: commonJs },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      target: 'node16',
      // A sandboxed preload script cannot require packages.
      externalizeDeps: false,
      rolldownOptions: { input: 'electron/preload/index.ts', output: commonJs },
    },
  },
  renderer: {
    root: 'renderer',
    plugins: [vue()],
    build: {
      outDir: 'out/renderer',
      target: 'chrome108',
      minify: 'oxc',
      // The content security policy allows no data: fonts or scripts; assets stay files.
      assetsInlineLimit: 0,
      // Files come from this computer: their size is no time on a network.
      chunkSizeWarningLimit: 2000,
      rolldownOptions: { input: 'renderer/index.html' },
    },
  },
})
