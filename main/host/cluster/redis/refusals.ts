import { PASSWORD_VARIABLE } from './address'

/** What a Redis says instead of doing what it was asked. */
export interface Refusal {
  /** Where the server or OpenSSL says it in words that are not for people. */
  why?: string
  mend: string
}

const OTHER_PASSWORD: Refusal = {
  why: 'it wants a password, or another one',
  mend: `write redis://USER:PASSWORD@HOST:PORT, or set the password as ${PASSWORD_VARIABLE}`,
}

/** Why it cannot be used by us, until somebody mends it. */
const UNUSABLE: readonly (Refusal & { fits: RegExp })[] = [
  { fits: /NOAUTH|WRONGPASS|invalid password/, ...OTHER_PASSWORD },
  { fits: /NOPERM/, mend: 'give its user the rights that docs/cluster.md names' },
  {
    fits: /certificate required|handshake failure/,
    why: 'it wants to know us by a certificate',
    mend: 'name ours, rediss://HOST:PORT?cert=FILE&key=FILE',
  },
  {
    fits: /certificate|altnames/,
    mend: 'name the file of the authority that signed its certificate, rediss://HOST:PORT?cacert=FILE',
  },
]

/** Why it does nothing now, though it may do so later: nothing of what it was asked has been done. */
const FOR_A_WHILE: Readonly<Record<string, Refusal>> = {
  OOM: { why: 'it is full', mend: 'raise its maxmemory, or remove what it need not keep' },
  MISCONF: { why: 'it cannot write to its disk', mend: 'free some space there, or see its log' },
  READONLY: { why: 'it is a replica', mend: 'give the address of the primary, or make it one' },
  UNBLOCKED: { why: 'it has become a replica', mend: 'give the address of the primary, or make it one' },
  MASTERDOWN: { why: 'it is a replica without its primary', mend: 'start the primary' },
  NOREPLICAS: { why: 'it has fewer replicas than it needs to write', mend: 'start them' },
  LOADING: { why: 'it is reading its data', mend: 'wait until it has' },
  BUSY: { why: 'a script of somebody keeps it busy', mend: 'wait until that ends' },
  CLUSTERDOWN: { why: 'its cluster is down', mend: 'start the missing nodes' },
  // It was started again with another one.
  NOAUTH: OTHER_PASSWORD,
  WRONGPASS: OTHER_PASSWORD,
}
/** As a reply begins, or as Redis 6 quotes it from within a script. */
const CODE = new RegExp(`(?:^|-)(${Object.keys(FOR_A_WHILE).join('|')}) `)

/** Null for what is none of those. */
export function refusalForAWhile(said: string): Refusal | null {
  const code = CODE.exec(said)?.[1]
  return code === undefined ? null : FOR_A_WHILE[code]
}

/** Null for what waiting may mend, and for what is not known. */
export function lastingRefusal(said: string): Refusal | null {
  return UNUSABLE.find(({ fits }) => fits.test(said)) ?? null
}
