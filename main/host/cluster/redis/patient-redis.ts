import { Command, Redis, type RedisOptions } from 'ioredis'
import { messageOf } from '../../../../contract'
import { refusalForAWhile, type Refusal } from './refusals'

/** After which time Redis is asked again for what it refused. */
const TRY_AGAIN_MS = 1_000

/** Why Redis refuses something, with what mends it, and in its own words; null once it has done all that it refused. */
type OnRefusal = (why: string | null, said: string | null) => void

/** What connections to one Redis are refused at present. */
class Refused {
  private readonly commands = new Set<Command>()
  private why: string | null = null

  constructor(private readonly onChange: OnRefusal) {}

  add(command: Command, { why, mend }: Refusal, said: string): void {
    this.commands.add(command)
    this.say(`${why}: ${mend}`, said)
  }

  /** `isDone`: not given up. */
  remove(command: Command, isDone: boolean): void {
    if (this.commands.delete(command) && this.commands.size === 0 && isDone) this.say(null, null)
  }

  private say(why: string | null, said: string | null): void {
    if (why === this.why) return
    this.why = why
    this.onChange(why, said)
  }
}

/**
 * A connection that asks again for what Redis refuses for a while (it is full, say), as ioredis does for what Redis did not answer:
 * whoever asked waits. So do those that are made like it.
 */
export function patientRedis(options: RedisOptions, onRefusal: OnRefusal): Redis {
  return askingAgain(new Redis(options), new Refused(onRefusal))
}

function askingAgain(redis: Redis, refused: Refused): Redis {
  const send = redis.sendCommand.bind(redis)
  return Object.assign(redis, {
    duplicate: (override?: RedisOptions) =>
      askingAgain(new Redis({ ...redis.options, ...override }), refused),
    sendCommand(...[command, stream]: Parameters<typeof send>): unknown {
      // Commands of a transaction are refused together, those of a handshake for good.
      const isAlone = !stream && !command.inTransaction
      const isHandshake = redis.status === 'connect' && Command.checkFlag('HANDSHAKE_COMMANDS', command.name)
      if (isAlone && !isHandshake) askAgain(command)
      return send(command, stream)
    },
  })

  function askAgain(command: Command): void {
    const { resolve, reject } = command
    command.resolve = (reply) => {
      refused.remove(command, true)
      resolve.call(command, reply)
    }
    command.reject = (error) => {
      const said = messageOf(error)
      const refusal = refusalForAWhile(said)
      if (refusal) {
        refused.add(command, refusal, said)
        setTimeout(() => send(command), TRY_AGAIN_MS)
      } else {
        refused.remove(command, redis.status !== 'end')
        reject.call(command, error)
      }
    }
  }
}
