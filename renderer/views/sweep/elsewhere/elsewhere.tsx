import { useState } from 'react'
import type { SweepSummary } from '../../../../contract'
import { isElsewhere } from '../sweep-states'
import { FolderStrip } from './folder-strip'
import { RedisStrip } from './redis-strip'

/** How a sweep goes that other machines compute; nothing for one that this machine does. */
export function Elsewhere({ summary }: { summary: SweepSummary }) {
  // What came in last, and what was left, is still to be read once all of it is in.
  const [wasElsewhere] = useState(isElsewhere(summary))
  if (isElsewhere(summary) || (wasElsewhere && summary.state === 'done'))
    return <FolderStrip folder={summary.folder!} isIn={!isElsewhere(summary)} />
  return summary.computer === 'redis' ? <RedisStrip summary={summary} /> : null
}
