import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string
}

export default defineConfig({
  define: { __PATCHBAY_VERSION__: JSON.stringify(version) },
  // onnxruntime and SQLite are native: processes, not threads, and few enough that their own threads fit.
  test: {
    include: ['{contract,engine,main,preload,renderer,samples,scripts,bench,testing}/**/*.test.{ts,tsx}'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
})
