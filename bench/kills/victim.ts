import { readFileSync, writeSync } from 'node:fs'
import { writeOutFile } from '../../main/shells/cli/output/out-file'
import { Host } from '../../main/host/host'
import { RUN_NAME } from './acdc-run'

// A workbench that does everything at once until it is killed: `victim STORE START CIRCUIT OUT FROM`. It computes the run
// of the file START (or resumes it), renames it, tags it, saves a prompt set, imports the file CIRCUIT and exports it
// to OUT, and says what is done: `decided N`, and from the number FROM upwards `edited N`, `imported N`, `exported N`.

const [storePath, start, circuit, out, from] = process.argv.slice(2)
const say = (line: string) => writeSync(1, `${line}\n`)
const host = new Host({
  storePath,
  emit: (event) => {
    if (event.type === 'run-status' && event.summary.state === 'done') say('done 1')
    if (event.type !== 'run-decisions') return
    say(`decided ${event.decisions.firstStep + event.decisions.edge.length}`)
  },
})

async function compute(): Promise<string> {
  const runs = await host.call('runs.list', {})
  const unfinished = runs.find(({ method, state }) => method === 'acdc' && state !== 'done')
  const args = JSON.parse(readFileSync(start, 'utf8'))
  const { id } = unfinished
    ? await host.call('runs.resume', { id: unfinished.id })
    : await host.call('runs.start', args)
  return id
}

async function edit(id: string, times: number): Promise<void> {
  const name = `${RUN_NAME} ${times}`
  await host.call('runs.rename', { id, name })
  await host.call('runs.tag', { id, tags: [name] })
  const [known] = (await host.call('promptSets.list', {})).filter(({ bundled }) => !bundled)
  const rows = Array.from({ length: times + 1 }, (_, row) => {
    return { clean: `clean ${row}`, corrupt: `corrupt ${row}`, answers: ['a'], wrongAnswers: ['b'] }
  })
  await host.call('promptSets.save', { id: known?.id, set: { name: 'edited', bos: 'no', rows } })
  say(`edited ${times}`)
}

async function carry(times: number): Promise<void> {
  const text = readFileSync(circuit, 'utf8')
  const { id } = await host.call('runs.import', { text, fileName: `import ${times}.json` })
  say(`imported ${times}`)
  const { text: exported } = await host.call('runs.export', { id, format: 'json' })
  await writeOutFile(out, exported)
  say(`exported ${times}`)
}

const id = await compute()
for (let times = Number(from); ; times++) await Promise.all([edit(id, times), carry(times)])
