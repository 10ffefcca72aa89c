import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'
import { tokenSheet } from './renderer/theme/css-variables'
import { docsPlugin } from './scripts/docs/docs-plugin'

const root = fileURLToPath(new URL('.', import.meta.url))
// scripts/build.ts builds beside `out` and swaps the two, so a running app never sees half a build.
const out = process.env.PATCHBAY_OUT ?? 'out'
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string }
const define = { __PATCHBAY_VERSION__: JSON.stringify(version) }

/** Native packages stay in node_modules; ws looks for its last two at run time and does without. */
const NATIVE = ['electron', 'onnxruntime-node', 'better-sqlite3', 'bufferutil', 'utf-8-validate']

/**
 * CommonJS with every file of a room in one flat folder: `import.meta.dirname` (and `__dirname`) is then
 * the folder of the entries wherever the code ended up, in a chunk as in an entry.
 */
const commonJs = {
  format: 'cjs' as const,
  entryFileNames: '[name].cjs',
  chunkFileNames: 'chunk-[name]-[hash].cjs',
}

/** The look's variables are there before the first frame; both shells' content policies allow inline styles. */
const tokensInHead = {
  name: 'patchbay-tokens',
  transformIndexHtml: () => [{ tag: 'style', children: tokenSheet(), injectTo: 'head' as const }],
}

/** The fonts that the first frame waits for; the others come when a text needs them. */
const FIRST_FONTS = /(inter|jetbrains-mono)-latin-wght-normal-[^/]*\.woff2$/

/** They are fetched beside the program, not after it. */
const fontsInHead: Plugin = {
  name: 'patchbay-fonts',
  transformIndexHtml: {
    order: 'post',
    handler: (_html, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => FIRST_FONTS.test(file))
        .map((file) => ({
          tag: 'link',
          attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `./${file}` },
          injectTo: 'head' as const,
        })),
  },
}

// The targets are those of Electron 25, on which the end-to-end tests run, not only the newest one.
export default defineConfig({
  main: {
    root,
    define,
    build: {
      outDir: `${out}/main`,
      target: 'node18',
      sourcemap: true,
      externalizeDeps: false,
      rolldownOptions: {
        external: NATIVE,
        input: {
          electron: `${root}main/shells/electron/electron.ts`,
          'host-process': `${root}main/host/process/host-process.ts`,
          'engine-worker': `${root}main/host/process/engine-worker.ts`,
          'reading-worker': `${root}main/host/files/reading/reading-worker.ts`,
          'certificate-maker': `${root}main/host/process/certificate-maker.ts`,
          explainer: `${root}main/host/process/explainer.ts`,
          'task-checker': `${root}main/host/process/task-checker.ts`,
          'device-probe': `${root}main/host/process/device-probe.ts`,
          serve: `${root}main/shells/serve/serve.ts`,
          cli: `${root}main/shells/cli/cli.ts`,
        },
        output: commonJs,
      },
    },
  },
  preload: {
    root,
    define,
    build: {
      outDir: `${out}/preload`,
      target: 'node18',
      externalizeDeps: false,
      rolldownOptions: {
        input: { preload: `${root}preload/preload.ts` },
        // A sandboxed preload can load no second file.
        output: { ...commonJs, codeSplitting: false },
      },
    },
  },
  renderer: {
    root: `${root}renderer`,
    define,
    plugins: [react(), tokensInHead, fontsInHead, docsPlugin],
    build: {
      outDir: `${root}${out}/renderer`,
      target: 'chrome114',
      minify: true,
      assetsInlineLimit: 0, // an inlined font would be a data: address, which the content policy blocks
      chunkSizeWarningLimit: 4096,
      rolldownOptions: { input: { index: `${root}renderer/index.html` } },
    },
  },
})
