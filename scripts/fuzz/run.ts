import { fork } from 'node:child_process'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { FORMAT_NAMES } from './format-names'
import type { FromCases, ToCases } from './cases'

/**
 * npm run fuzz [-- FORMAT ...] [-- --cases N] [-- --seed S]
 *
 * Reads changed files of each format (all of them where none is named) and prints one Markdown row each: how many were
 * accepted and refused, what was neither, what did not end within two seconds, the slowest case, the most memory. Exit
 * code 1 where something is broken or hangs.
 */

/** On a busy machine a case of a few milliseconds may wait for a while. */
const HANG_MS = 20_000

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: { cases: { type: 'string', default: '200000' }, seed: { type: 'string', default: '1' } },
  allowPositionals: true,
})
const names = positionals.length > 0 ? positionals : FORMAT_NAMES
for (const name of names) {
  if (!FORMAT_NAMES.includes(name))
    throw new Error(`There is no format ${name}: choose one of ${FORMAT_NAMES.join(', ')}.`)
}

console.log('| format | cases | accepted | refused | broken | hangs | slowest | peak memory |')
console.log('|---|---|---|---|---|---|---|---|')
for (const name of names) console.log(await fuzz(name, Number(values.cases), Number(values.seed)))

interface Figures {
  accepted: number
  refused: number
  broken: number
  hangs: number
  slowestMs: number
  peakBytes: number
}

/** All cases of one format, in a process that is started again after a case that hangs. */
async function fuzz(name: string, cases: number, seed: number): Promise<string> {
  const figures: Figures = { accepted: 0, refused: 0, broken: 0, hangs: 0, slowestMs: 0, peakBytes: 0 }
  let next = 0
  while (next < cases) next = await runFrom({ name, seed, first: next, cases }, figures)
  if (figures.broken + figures.hangs > 0) process.exitCode = 1
  const { accepted, refused, broken, hangs, slowestMs, peakBytes } = figures
  const shown = [cases, accepted, refused, broken, hangs, `${Math.round(slowestMs)} ms`]
  return `| ${name} | ${shown.join(' | ')} | ${Math.round(peakBytes / 2 ** 20)} MiB |`
}

/** Runs the cases until the end or a crash; gives the number of the next one. */
function runFrom(job: ToCases, figures: Figures): Promise<number> {
  const runner = path.join(import.meta.dirname, '../run.mjs')
  const cases = path.join(import.meta.dirname, 'cases.ts')
  const child = fork(runner, ['run-ts', cases], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  return new Promise((resolve) => {
    let at = job.first
    let watch: NodeJS.Timeout | undefined
    const hang = () => {
      console.error(`${job.name}: case ${at} of seed ${job.seed} does not end`)
      figures.hangs++
      child.kill('SIGKILL')
    }
    child.on('message', (message: FromCases) => {
      clearTimeout(watch)
      watch = setTimeout(hang, HANG_MS)
      at = message.next
      if (message.kind === 'begins') return
      for (const kind of ['accepted', 'refused', 'broken'] as const) figures[kind] += message[kind]
      figures.slowestMs = Math.max(figures.slowestMs, message.slowestMs)
      figures.peakBytes = Math.max(figures.peakBytes, message.peakBytes)
    })
    const exit = new Promise<number | null>((exited) => child.once('exit', exited))
    // The last messages may come after `exit`, never after `disconnect`.
    const disconnect = new Promise<void>((ended) => child.once('disconnect', ended))
    void Promise.all([exit, disconnect]).then(([code]) => {
      clearTimeout(watch)
      if (code !== 0 && at < job.cases && figures.hangs === 0) figures.broken++ // the process itself died of this case
      resolve(code === 0 ? job.cases : at + 1)
    })
    child.send(job)
  })
}
