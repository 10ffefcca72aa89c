import type { SweepSummary } from '../../../../contract'
import { isElsewhere } from '../sweep-states'
import { FolderStrip } from './folder-strip'
import { RedisStrip } from './redis-strip'

/** How a sweep goes that other machines compute; nothing for one that this machine does. */
export function Elsewhere({ summary }: { summary: SweepSummary }) {
  if (isElsewhere(summary)) return <FolderStrip folder={summary.folder!} />
  return summary.computer === 'redis' ? <RedisStrip summary={summary} /> : null
}
