import type { Host } from '../../../host/host'
import { ComputingHost, type BegunRun } from './computing-host'

/** Computes one run in a host of its own, which is left open. @throws PatchbayError as ComputingHost.toEnd. */
export async function runToEnd(
  storePath: string,
  db: string | undefined,
  begin: (host: Host) => Promise<BegunRun>,
): Promise<BegunRun & { host: Host }> {
  const computing = new ComputingHost(storePath, db)
  try {
    return { host: computing.host, ...(await computing.toEnd(begin)) }
  } finally {
    computing.ignoreSignals()
  }
}
