import { createInterface } from 'node:readline/promises'
import { fromErrorData, PatchbayError, sizeText } from '../../../../contract'
import type { Download, DownloadPlan, HostEvent } from '../../../../contract'
import { resolveModelPath } from '../../../host/files/model-path'
import { ReadingThreads } from '../../../host/files/reading/reading-threads'
import { Downloads } from '../../../host/hub/downloads'
import { printJson } from '../output/print'
import { StopSignals } from '../run/stop-signals'
import { print } from '../../streams'
import { planText } from './plan-text'
import { PullProgress } from './pull-progress'

interface PullOptions {
  yes?: boolean
  json?: boolean
}

/** `patchbay pull`: what would be fetched, and once that is agreed to, the download. */
export async function pullCommand(name: string, options: PullOptions): Promise<void> {
  const plan = await pullModel(name, options)
  if (plan === null) return
  const folder = resolveModelPath(plan.name)
  await (options.json ? printJson({ ...plan, folder }) : print(folder))
}

/** Into the cache, once that is agreed to; null where it is not. */
export async function pullModel(
  name: string,
  { yes = false, json = false }: PullOptions,
): Promise<DownloadPlan | null> {
  const progress = new PullProgress()
  const emit = (event: HostEvent) => event.type === 'hub-download' && progress.show(event.download)
  const downloads = new Downloads({ reading: new ReadingThreads(), emit })
  const stop = new AbortController()
  const signals = new StopSignals(() => {
    stop.abort(new PatchbayError('interrupted', 'Nothing was downloaded.'))
    downloads.close()
  })
  try {
    const plan = await downloads.plan(name, stop.signal)
    if (plan.problem !== null) throw new PatchbayError('bad-input', plan.problem)
    if (plan.missingBytes === 0) process.stderr.write(`${plan.name} is in the local cache already.\n`)
    else if (!(await agreed(plan, { yes, json }, stop.signal))) return null
    const { state, message } = await finished(downloads, plan, stop.signal)
    progress.end()
    if (state !== 'done') throw whyNotDone(state, message, plan)
    return plan
  } finally {
    progress.end()
    signals.ignore()
  }
}

/** Whether it may begin. Where nobody can be asked, the plan is all that is printed. */
async function agreed(plan: DownloadPlan, { yes, json }: PullOptions, signal: AbortSignal): Promise<boolean> {
  const canAsk = process.stdin.isTTY && process.stderr.isTTY
  if (yes || canAsk) process.stderr.write(`${planText(plan)}\n`)
  if (yes) return true
  if (canAsk) return asked(plan, signal)
  await (json ? printJson(plan) : print(planText(plan)))
  process.stderr.write('Nothing was downloaded. With --yes it is.\n')
  return false
}

async function asked({ missingBytes }: DownloadPlan, signal: AbortSignal): Promise<boolean> {
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    const answer = await terminal.question(`Download ${sizeText(missingBytes)}? [y/N] `, { signal })
    const isAgreed = /^y(es)?$/i.test(answer.trim())
    if (!isAgreed) process.stderr.write('Nothing was downloaded.\n')
    return isAgreed
  } catch {
    throw new PatchbayError('interrupted', 'Nothing was downloaded.') // Ctrl-C and Ctrl-D, which the terminal took
  } finally {
    terminal.close()
  }
}

async function finished(downloads: Downloads, plan: DownloadPlan, signal: AbortSignal): Promise<Download> {
  await downloads.start(plan.name, plan.commit, signal)
  await downloads.idle()
  return downloads.list()[0]
}

function whyNotDone(state: Download['state'], message: string | null, { name }: DownloadPlan): PatchbayError {
  if (state !== 'cancelled')
    return fromErrorData({ code: 'download', message: message ?? 'The download failed.' })
  return new PatchbayError(
    'interrupted',
    `Interrupted. What was fetched is kept; to go on: patchbay pull ${name}`,
  )
}
