import { ROLE_TITLES } from '../../../contract'
import { evidence, type Role } from './role'

/** Of the stream that it writes to. */
const WRITES = 1e-3

/** Writes next to nothing, wherever it looks. */
export const idle: Role = {
  role: 'idle',
  suggest({ writes }) {
    if (!(writes <= WRITES)) return null
    return {
      confidence: 'clear',
      evidence: [evidence('writes', writes)],
      sentence: `${ROLE_TITLES.idle}: what it writes is ${writes === 0 ? 'nothing' : `${writes.toExponential(0)} of the stream it is added to`}.`,
    }
  },
}
