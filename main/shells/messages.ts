import { z } from 'zod'
import type { ToHost } from '../../contract'

const callId = z.string().min(1).max(200)

const toHostSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('call'), callId, name: z.string().max(100), args: z.unknown() }),
  z.object({ kind: z.literal('cancel'), callId }),
])

/** What a window or a socket sent, or null where it is not a message of ours. The host checks name and arguments. */
export function parseToHost(message: unknown): ToHost | null {
  const parsed = toHostSchema.safeParse(message)
  return parsed.success ? (parsed.data as ToHost) : null
}
