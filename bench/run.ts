import os from 'node:os'
import { parseArgs } from 'node:util'
import { MID, SMALL, type BenchModel } from './models'
import { MODEL_OF, ON_REQUEST, PARTS } from './parts'
import { buildJobs, jobStarter } from './start-job'
import { formatTable, type Line } from './table'

/**
 * npm run bench [-- --quick] [-- --threads N] [-- PART ...]
 *
 * Measures the engine on seeded random models: one of GPT-2 small's shape (its ACDC lines take half an hour) and a
 * mid-sized one; with --quick the mid-sized one only, about a minute. Prints one Markdown table.
 */

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  options: { quick: { type: 'boolean' }, threads: { type: 'string' } },
  allowPositionals: true,
})
for (const name of positionals) {
  if (!(name in PARTS))
    throw new Error(`There is no part ${name}: choose of ${Object.keys(PARTS).join(', ')}.`)
}

const threads = Number(values.threads ?? Math.min(8, os.availableParallelism()))
const names =
  positionals.length > 0 ? positionals : Object.keys(PARTS).filter((name) => !ON_REQUEST.includes(name))
const models: BenchModel[] = values.quick ? [MID] : [SMALL, MID]
const start = jobStarter(await buildJobs())
const lines: Line[] = []
for (const model of models) {
  for (const name of names) {
    if (name in MODEL_OF && MODEL_OF[name] !== model) continue
    console.error(`${model.name}: ${name}, load ${os.loadavg()[0].toFixed(1)} ...`)
    const measured = await PARTS[name]({ start, model, threads })
    console.error(formatTable(measured))
    lines.push(...measured)
  }
}
console.log(
  `${os.cpus()[0].model}, ${threads} threads, Node ${process.version}, load ${os
    .loadavg()
    .map((load) => load.toFixed(1))
    .join(' ')}`,
)
console.log(formatTable(lines))
