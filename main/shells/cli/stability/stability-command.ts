import {
  MAX_RESAMPLES,
  namedCounts,
  oneOf,
  PatchbayError,
  RANKINGS,
  wholeNumber,
  type StabilityDetail,
} from '../../../../contract'
import { buildGraph } from '../../../../engine/host'
import { print } from '../../streams'
import { printJson } from '../output/print'
import { settingsOf, type SettingsOptions } from '../run/settings'
import { findRun } from '../runs/find-run'
import { storePathOf, type StoreOptions } from '../runs/store-options'
import { axisValues } from '../sweep/axis-values'
import { namedSweep } from '../sweep/find-sweep'
import { SweepingHost } from '../sweep/sweeping-host'
import { describeStability } from './describe-stability'

interface StabilityOptions extends StoreOptions, SettingsOptions {
  resamples?: string
  thresholds?: string
  top?: string
  by?: string
}

/** Finds the circuit of a run again, to the end, or takes what a sweep found. */
export async function stabilityCommand(typed: string, options: StabilityOptions): Promise<void> {
  const settings = settingsOf(options)
  const asked = askedOf(options)
  const sweeping = new SweepingHost(storePathOf(options), options.db)
  const { host } = sweeping
  const [, ofSweep] = /^sweep:(.*)$/.exec(typed) ?? []
  if (ofSweep !== undefined) requireNothingAsked(options)
  const { id } =
    ofSweep === undefined
      ? await host.call('stability.start', {
          id: (await findRun(host, typed.replace(/^run:/, ''))).id,
          ...{ ...asked, settings },
        })
      : await namedSweep(host, ofSweep)
  if (ofSweep === undefined) await sweeping.toEnd(id)
  const measured = await host.call('stability.measure', { id })
  await host.close()
  await show(measured, options)
}

async function show(
  measured: readonly StabilityDetail[],
  { json }: Pick<StabilityOptions, 'json'>,
): Promise<void> {
  if (json)
    return printJson(
      measured.map(({ kept, ...stability }) => ({
        ...stability,
        kept: namedCounts(buildGraph(stability.shape), kept),
      })),
    )
  await print(measured.map(describeStability).join('\n\n'))
}

function askedOf({ resamples, by, ...values }: StabilityOptions) {
  const thresholds = axisValues('threshold', values)
  const sizes = axisValues('edges', values)
  return {
    ...(resamples !== undefined && { resamples: wholeNumber('--resamples', resamples, 2, MAX_RESAMPLES) }),
    ...(by !== undefined && { by: oneOf('--by', RANKINGS, by) }),
    ...(thresholds && { thresholds }),
    ...(sizes && { sizes }),
  }
}

/** What a sweep found is found. */
function requireNothingAsked({ resamples, thresholds, top, by }: StabilityOptions): void {
  const given = Object.entries({ resamples, thresholds, top, by }).find(([, value]) => value !== undefined)
  if (given)
    throw new PatchbayError(
      'bad-input',
      `--${given[0]} is for the circuit of a run: of a sweep, its own circuits are compared.`,
    )
}
