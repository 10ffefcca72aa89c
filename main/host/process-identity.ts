import { readFileSync } from 'node:fs'

/**
 * A name for this process that no later process gets: pid, and where the system tells it (Linux) the
 * boot and the start time. Stored with a run, it says who computes it.
 */
export function ownIdentity(): string {
  return identityOf(process.pid)!
}

/** Whether the process of that name is still running. */
export function isAlive(identity: string): boolean {
  return identityOf(Number(identity.split(' ')[0])) === identity
}

/** The pid in the name, for messages. */
export function pidOf(identity: string): number {
  return Number(identity.split(' ')[0])
}

function identityOf(pid: number): string | null {
  if (process.platform !== 'linux') return exists(pid) ? `${pid}` : null
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    // The command's name, in brackets, may hold spaces; proc(5): state is field 3, start time field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    const isDead = fields[0] === 'Z' || fields[0] === 'X'
    return isDead ? null : `${pid} ${fields[19]} ${boot}`
  } catch {
    return null // no such process
  }
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
