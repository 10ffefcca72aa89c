import {
  defaultSizes,
  oneOf,
  RANKINGS,
  type ArgsOf,
  type CommandLine,
  type RunConfig,
} from '../../../../contract'
import { modelPath } from '../model-path'
import { printNotes } from '../output/print'
import { readFiles } from '../run/read-named'
import { readPrompts } from '../run/read-prompts'
import type { CommonOptions } from '../run/run-method'
import { settingsOf, type SettingsOptions } from '../run/settings'
import { findRun } from '../runs/find-run'
import { storePathOf, type StoreOptions } from '../runs/store-options'
import { axisValues } from './axis-values'
import { computerOf } from './sweep-computer'
import { forecast } from './forecast'
import { namedSweep } from './find-sweep'
import { sweepToEnd } from './sweep-to-end'
import { SweepingHost } from './sweeping-host'
import { SWEPT, type SweptMethod } from './swept-methods'

interface StartOptions extends CommonOptions {
  thresholds?: string
  top?: string
  by?: string
  judge?: boolean
  reference?: string
  dryRun?: boolean
}

/** A new sweep to its end. What was typed is checked before anything is opened. */
export async function startCommand(
  method: SweptMethod,
  line: CommandLine<RunConfig>,
  options: StartOptions,
  typed: Record<string, unknown>,
): Promise<void> {
  const axis = SWEPT[method] === 'thresholds' ? 'threshold' : 'edges'
  const given = axis === 'threshold' ? { threshold: '0', ...typed } : typed
  const own = line.config({ ...given, ...readFiles(line.options, typed) })
  const settings = settingsOf(options)
  const by = oneOf('--by', RANKINGS, options.by ?? 'absolute')
  const values = axisValues(axis, options)
  const sweeping = new SweepingHost(storePathOf(options), options.db)
  const { host } = sweeping
  const model = modelPath(options.model)
  const prompts = await readPrompts(host, options)
  const opened = await host.call('models.open', { path: model })
  const spec = {
    base: { ...own, model, prompts },
    axes: [{ name: axis, values: values ?? defaultSizes(opened.edgeCount) }],
    judge: options.judge ?? true,
    by,
    ...(options.reference !== undefined && {
      reference: { runId: (await findRun(host, options.reference.replace(/^run:/, ''))).id },
    }),
  } as ArgsOf<'sweeps.start'>['spec']
  printNotes(prompts.notes ?? [])
  if (options.dryRun) return forecast(host, { spec, settings }, options)
  await sweepToEnd(sweeping, await host.call('sweeps.start', { spec, settings, name: options.name }), options)
}

/** `patchbay sweep resume` */
export async function resumeCommand(
  typed: string,
  options: StoreOptions & SettingsOptions & { redis?: string },
): Promise<void> {
  const settings = settingsOf(options)
  const sweeping = new SweepingHost(storePathOf(options), options.db)
  const { id } = await namedSweep(sweeping.host, typed)
  const computer = options.redis === undefined ? undefined : await computerOf(sweeping.host, options)
  await sweepToEnd(sweeping, await sweeping.host.call('sweeps.resume', { id, settings, computer }), options)
}
