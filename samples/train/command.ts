import { existsSync, mkdirSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { accuracyOf } from './accuracy.ts'
import { readBundle, writeBundle } from './bundle.ts'
import { curveAsCsv, curveAsSvg, curveOf } from './curve.ts'
import { readOptions, sayingWhatFailed, USAGE, type CommandOptions } from './options.ts'
import { gpt2Config } from './parameters.ts'
import { heldOutPairs, TASKS } from './tasks.ts'
import { train } from './training.ts'
import { writeJson, writeText } from './whole-files.ts'

/** How many prompts the accuracy is measured on, and how many ship. */
const MEASURED = 512
const SHIPPED = 32
/** Of the prompts that ship; those that are measured are others. */
const PROMPT_SEED = 1
const MEASURED_SEED = 1000
/** Steps of which a point of the curve is the mean. */
const POINT = 20

/** `npm run train-sample`: see USAGE. */
async function main(options: CommandOptions): Promise<void> {
  const { settings, out, threads, every } = options
  mkdirSync(out, { recursive: true })
  const checkpoint = path.join(out, 'training.state')
  const begun = performance.now()
  if (existsSync(checkpoint)) console.log(`Going on from ${checkpoint}.`)
  const { losses, parameters } = await train(settings, {
    ...{ threads, checkpoint, every },
    onStep: ({ step, losses }) => {
      if (step % every !== 0 && step !== settings.steps) return
      const { loss } = curveOf(losses, POINT).at(-1)!
      console.log(`step ${step} of ${settings.steps}, loss ${loss.toFixed(4)}, ${spent(begun)}`)
    },
  })
  writeBundle(out, gpt2Config(settings.model), parameters)
  const curve = curveOf(losses, POINT)
  writeText(path.join(out, 'loss.csv'), curveAsCsv(curve))
  writeText(path.join(out, 'loss.svg'), curveAsSvg(curve))
  writePrompts(out)
  await measure(options)
  rmSync(checkpoint)
  console.log(`${out} is written; ${spent(begun)}, threads ${threads}, load ${os.loadavg()[0].toFixed(1)}`)
}

function writePrompts(out: string): void {
  for (const task of TASKS)
    writeJson(path.join(out, `${task}.json`), {
      prompts: heldOutPairs(task, { seed: PROMPT_SEED, count: SHIPPED }),
    })
}

/** Of the model as it was written, in float16, on combinations that it was never trained on. */
async function measure({ out, threads, settings }: CommandOptions): Promise<void> {
  const model = await readBundle(out, threads)
  for (const task of TASKS) {
    const pairs = heldOutPairs(task, { seed: MEASURED_SEED, count: MEASURED })
    const { top, half, probability } = await accuracyOf(model, pairs, settings.size)
    console.log(
      `${task}, ${MEASURED} held-out prompts: ${percent(top)} right, answers likelier than all else on ` +
        `${percent(half)}, probability ${probability.toFixed(3)}`,
    )
  }
  await model.release()
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

function spent(begun: number): string {
  const { user, system } = process.cpuUsage()
  const wall = (performance.now() - begun) / 1000
  const memory = process.resourceUsage().maxRSS / 2 ** 20
  return `${wall.toFixed(0)} s, CPU ${((user + system) / 1e6).toFixed(0)} s, at most ${memory.toFixed(2)} GB`
}

const args = process.argv.slice(2)
if (args.includes('--help')) console.log(USAGE)
else await sayingWhatFailed(() => main(readOptions(args)))
