import { acdcJob } from './acdc-job'
import { exactJob } from './exact-job'
import { explainJob } from './explain-job'
import { forwardJob } from './forward-job'
import { judgeJob } from './judge-job'
import { largeJob } from './large-job'
import { memoryJob } from './memory-job'
import { pauseJob } from './pause-job'
import { screeningJob } from './screening-job'
import { streamingJob } from './streaming-job'
import { testsJob } from './tests-job'

/** Everything that is measured in a process of its own. */
export const JOBS = {
  acdc: acdcJob,
  exact: exactJob,
  explain: explainJob,
  forward: forwardJob,
  judge: judgeJob,
  memory: memoryJob,
  large: largeJob,
  pause: pauseJob,
  screening: screeningJob,
  streaming: streamingJob,
  tests: testsJob,
}
