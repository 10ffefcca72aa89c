import { JOBS } from './jobs'

// One job in a process of its own, so that its peak memory is its own: the job's name and its settings as
// JSON are the arguments, its result is the last line of the output, as JSON.

const [name, settings] = process.argv.slice(2)
const job = JOBS[name as keyof typeof JOBS] as ((settings: unknown) => Promise<unknown>) | undefined
if (!job) throw new Error(`There is no job ${name}: choose one of ${Object.keys(JOBS).join(', ')}.`)
console.log(JSON.stringify(await job(JSON.parse(settings))))
// The engine's thread stays for a next run, which does not come here.
process.exit(0)
