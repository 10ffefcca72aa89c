import { z } from 'zod'
import { RANKINGS } from './methods'
import { MAX_RESAMPLES, USUAL_RESAMPLES, type RunStability, type StabilityDetail } from './stability'
import { settingsSchema } from './settings'
import {
  arrayScriptSchema,
  SWEEP_COMPUTERS,
  sweepSpecSchema,
  type Cluster,
  type ClusterInfo,
  type Collected,
  type HandedOver,
  type SweepDetail,
  type SweepForecast,
  type SweepSummary,
} from './sweep'
import { nothing, request, runId } from './request'

const sweepId = z.object({ id: z.string().min(1) })
const sweepArgs = z.object({ spec: sweepSpecSchema, settings: settingsSchema.partial().optional() })

/** Many runs as one question: sweeps, where they are computed, and how stable their circuits are. */
export const sweepRequests = {
  /** What a sweep would compute, without computing anything; refused as `sweeps.start` refuses it. */
  'sweeps.plan': request<SweepForecast>()(sweepArgs),
  /** Queues its runs one after another; `sweep-changed` reports how it goes. What was computed before is not computed again. */
  'sweeps.start': request<SweepSummary>()(
    sweepArgs.extend({
      name: z.string().trim().max(200).optional(),
      computer: z.enum(SWEEP_COMPUTERS).optional(),
    }),
  ),
  /**
   * Connects to a Redis, whose workers then compute sweeps that are started with the computer `redis`; without an address to
   * the one that was connected to last. The address is kept, its password is not.
   */
  'cluster.connect': request<Cluster>()(
    z.object({ url: z.string().trim().min(1).optional(), password: z.string().optional() }),
  ),
  /** What is connected to, and who computes there. Asks nobody that is not connected to. */
  'cluster.get': request<ClusterInfo>()(nothing),
  /** Enters a sweep that is computed elsewhere, and writes what that needs into a folder that the machines share, with a script that computes it. */
  'sweeps.handOver': request<HandedOver>()(
    sweepArgs.extend({
      name: z.string().trim().max(200).optional(),
      folder: z.string().trim().min(1),
      script: arrayScriptSchema.prefault({}),
    }),
  ),
  /** Brings in what was computed from such a folder so far. */
  'sweeps.collect': request<Collected>()(z.object({ folder: z.string().min(1) })),
  /** Newest first. */
  'sweeps.list': request<SweepSummary[]>()(nothing),
  'sweeps.get': request<SweepDetail>()(sweepId),
  /** Stops the runs that are computed, resumable, and begins none any more; asks the Patchbay that computes it. */
  'sweeps.stop': request<SweepSummary>()(sweepId),
  /** Begins no further run; those that have begun are computed to their ends. */
  'sweeps.pause': request<SweepSummary>()(sweepId),
  /** Goes on with what has no result yet: of all that was left, and of what failed, or of one run alone. */
  'sweeps.resume': request<SweepSummary>()(
    sweepId.extend({
      member: z.number().int().nonnegative().optional(),
      settings: settingsSchema.omit({ device: true }).partial().optional(),
      computer: z.enum(SWEEP_COMPUTERS).optional(),
    }),
  ),
  'sweeps.rename': request<SweepSummary>()(sweepId.extend({ name: z.string().trim().min(1).max(200) })),
  /** Its runs stay. */
  'sweeps.delete': request<null>()(sweepId),
  /** Undo of `sweeps.delete`, until the program is closed for good. */
  'sweeps.restore': request<SweepSummary>()(sweepId),
  /** Its circuits and their numbers as a table, or with all that they come from. */
  'sweeps.export': request<{ fileName: string; text: string }>()(
    sweepId.extend({ format: z.enum(['json', 'csv']) }),
  ),
  /** How alike the circuits of a sweep are that has ended, one for each question; kept for the circuits of its runs. */
  'stability.measure': request<StabilityDetail[]>()(sweepId),
  /** Starts a sweep that finds the circuit of a run again, and measures its stability once it is done. */
  'stability.start': request<SweepSummary>()(
    runId.extend({
      resamples: z.number().int().min(2).max(MAX_RESAMPLES).default(USUAL_RESAMPLES),
      /** Of ACDC, beside its own. */
      thresholds: z.array(z.number()).max(100).default([]),
      /** Of scores: how many of the best edges. */
      sizes: z.array(z.number().int().positive()).max(100).optional(),
      by: z.enum(RANKINGS).optional(),
      settings: settingsSchema.partial().optional(),
    }),
  ),
  /** What is known of the circuit of a run, or of the one that it judges; empty where nobody measured it. */
  'stability.get': request<StabilityDetail[]>()(runId),
  /** What was measured over a sweep, one for each question; empty where nobody measured it. */
  'stability.ofSweep': request<StabilityDetail[]>()(sweepId),
  /** Of all runs that have one. */
  'stability.list': request<RunStability[]>()(nothing),
} as const
