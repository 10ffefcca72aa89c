import { createHash } from 'node:crypto'
import { readFileSync, readlinkSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'

/**
 * What this process can be found by later: the kernel's boot and the pid namespace in which its pid counts, and the
 * pid with its start time, which no later process has. null where the system does not say.
 */
export function ownProcess(): string | null {
  const namespace = ownNamespace()
  const own = namespace && processOf(process.pid)
  return namespace && own ? `${namespace} ${own}` : null
}

/** Whether a process named by `ownProcess` is known to be gone. False where it may live: it may be elsewhere. */
export function isProvenDead(named: string | null): boolean {
  const namespace = ownNamespace()
  if (named === null || namespace === null || !named.startsWith(`${namespace} `)) return false
  const known = named.slice(namespace.length + 1)
  return !exists(pidOf(known)) || (process.platform === 'linux' && isOther(known))
}

/** As stores before version 6 named a process: `pid start boot` on Linux, `pid` elsewhere. */
export function isAliveLegacy(named: string): boolean {
  const [pid, start, boot] = named.split(' ')
  if (process.platform !== 'linux') return exists(Number(pid))
  return boot === bootId() && processOf(Number(pid)) === `${pid} ${start}`
}

/** Where pids mean the same as here; elsewhere than on Linux there are no pid namespaces, only machines. */
function ownNamespace(): string | null {
  if (process.platform !== 'linux') return machine()
  try {
    // Without a /proc of its own, a pid namespace sees the pids of another one.
    if (!readFileSync('/proc/self/stat', 'utf8').startsWith(`${process.pid} `)) return null
    return `${bootId()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return null // no /proc: nothing can be proven here
  }
}

/** Network cards have addresses that no other machine's have. */
function machine(): string | null {
  const cards = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
  const addresses = cards.filter(({ internal }) => !internal).map(({ mac }) => mac)
  if (addresses.length === 0) return null
  const text = [hostname(), ...new Set(addresses)].sort().join(' ')
  return createHash('sha256').update(text).digest('hex').slice(0, 16)
}

function bootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}

/** `pid start`; null where there is no such process, or only its exit status is left. */
function processOf(pid: number): string | null {
  if (process.platform !== 'linux') return `${pid}`
  try {
    // The command's name, in brackets, may hold spaces; proc(5): state is field 3, start time field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return fields[0] === 'Z' || fields[0] === 'X' ? null : `${pid} ${fields[19]}`
  } catch {
    return null // no such process, or one of another user that may not be read
  }
}

/** Whether the pid is another process's by now, or its process has ended. Processes that are hidden from us count as the same. */
function isOther(known: string): boolean {
  const pid = pidOf(known)
  try {
    readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch {
    return !exists(pid)
  }
  return processOf(pid) !== known
}

function pidOf(known: string): number {
  return Number(known.split(' ')[0])
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
