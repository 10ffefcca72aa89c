import { createHash } from 'node:crypto'
import { InferenceSession } from 'onnxruntime-node'

// A set-up of the engine's tests. They make the same few hundred sessions of tiny models thousands of times, and making one takes longer
// than all of its runs: a process makes each once. Whoever asked for one has it for its own: released, it runs no more.

/** Larger graphs are rare, and hold memory of note. */
const MOST_BYTES = 1 << 20
/** Sessions that nobody has are kept up to so many. */
const MOST_KEPT = 600

interface Kept {
  session: Promise<InferenceSession>
  users: number
}

const kept = new Map<string, Kept>()
const create = InferenceSession.create.bind(InferenceSession)

// Evaluated once for each file of tests, though a process has one runtime.
const isShared = Symbol.for('patchbay.sharedSessions')
if (!(isShared in InferenceSession)) Object.assign(InferenceSession, { create: shared, [isShared]: true })

async function shared(
  graph: Uint8Array | string,
  options: InferenceSession.SessionOptions,
): Promise<InferenceSession> {
  if (typeof graph === 'string') return create(graph, options)
  if (graph.length > MOST_BYTES) return create(graph, options)
  const key = createHash('sha256').update(JSON.stringify(options)).update(graph).digest('base64')
  const found = kept.get(key) ?? { session: create(graph, options), users: 0 }
  found.users++
  // The one that was asked for last is the last one.
  kept.delete(key)
  kept.set(key, found)
  try {
    const session = await found.session
    await dropOldest()
    return ownView(session, found)
  } catch (error) {
    kept.delete(key)
    throw error
  }
}

async function dropOldest(): Promise<void> {
  for (const [key, { session, users }] of kept) {
    if (kept.size <= MOST_KEPT) return
    if (users > 0) continue
    kept.delete(key)
    await (await session).release()
  }
}

/** A session as one of its users sees it. */
function ownView(session: InferenceSession, found: Kept): InferenceSession {
  const own = Object.create(session) as InferenceSession
  own.release = () => {
    const refused = () => Promise.reject<never>(new Error('this session was released'))
    Object.assign(own, { run: refused, release: refused })
    found.users--
    return Promise.resolve()
  }
  return own
}
