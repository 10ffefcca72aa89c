import { spawn } from 'node:child_process'
import path from 'node:path'
import { build } from 'vite'
import { ENGINE_HEAP_FLAG } from '../main/host/process/engine-link'
import { computingEnv } from '../main/host/process/heap-setting'
import type { JOBS } from './jobs'

type Jobs = typeof JOBS

const root = path.join(import.meta.dirname, '..')
const folder = path.join(root, 'out-bench')

/** Bundles the jobs, so that a job's process holds the engine and nothing that compiles it. */
export async function buildJobs(): Promise<string> {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: true,
      outDir: folder,
      emptyOutDir: true,
      target: 'node22',
      minify: false,
      rolldownOptions: {
        external: ['onnxruntime-node', 'better-sqlite3'],
        input: {
          job: path.join(root, 'bench/job.ts'),
          // The thread in which the program runs its engine.
          'engine-worker': path.join(root, 'main/host/process/engine-worker.ts'),
        },
        output: { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' },
      },
    },
    ssr: { noExternal: true },
  })
  return path.join(folder, 'job.mjs')
}

/** Runs one job in a child process to its end. @throws Error with the exit code where the child failed; its reason is on stderr. */
export type StartJob = <Name extends keyof Jobs>(
  name: Name,
  settings: Parameters<Jobs[Name]>[0],
) => Promise<Awaited<ReturnType<Jobs[Name]>>>

export function jobStarter(bundle: string): StartJob {
  return (name, settings) => {
    // As the engine's thread and its process are started.
    const args = [ENGINE_HEAP_FLAG, bundle, name, JSON.stringify(settings)]
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: computingEnv() })
    let text = ''
    child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()))
    return new Promise((resolve, reject) => {
      child.once('error', reject)
      child.once('close', (code) => {
        if (code === 0) resolve(JSON.parse(text.trim().split('\n').at(-1)!))
        else reject(new Error(`The job ${name} ended with exit code ${code}; its reason is above.`))
      })
    })
  }
}
