import { readFileSync } from 'node:fs'
import { defineConfig } from 'vitest/config'
import { docsPlugin } from './scripts/docs/docs-plugin.ts'

const { version } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string
}

const ROOMS = [
  'contract',
  'engine',
  'main',
  'pictures',
  'preload',
  'renderer',
  'samples',
  'scripts',
  'bench',
  'testing',
]
/**
 * Where no module keeps what a test did. Their files share a process, in which what they import is evaluated once:
 * a third of a second for each of 200 files. Each of the others has a process of its own.
 */
const STATELESS = ['contract', 'engine', 'pictures']

export default defineConfig({
  define: { __PATCHBAY_VERSION__: JSON.stringify(version) },
  plugins: [docsPlugin],
  // onnxruntime and SQLite are native: processes, not threads, and few enough that their own threads fit.
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      project('stateless', {
        include: testsIn(STATELESS),
        isolate: false,
        setupFiles: ['testing/shared-sessions.ts'],
      }),
      project('isolated', {
        include: testsIn(ROOMS),
        exclude: testsIn(STATELESS),
        setupFiles: ['testing/computing-env.ts'],
      }),
    ],
  },
})

function testsIn(folders: readonly string[]): string[] {
  return folders.map((folder) => `${folder}/**/*.test.{ts,tsx}`)
}

function project(
  name: string,
  test: { include: string[]; exclude?: string[]; isolate?: boolean; setupFiles?: string[] },
) {
  return { extends: true as const, test: { name, ...test } }
}
