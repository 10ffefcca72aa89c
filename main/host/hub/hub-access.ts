import { readFileSync } from 'node:fs'
import path from 'node:path'
import { PatchbayError } from '../../../contract'
import { expanded, hubHome } from './cache-folder'

/** Which hub is asked, and as whom. */
export interface HubAccess {
  /** e.g. `https://huggingface.co` */
  endpoint: string
  token: string | null
  /** Where the token comes from, for sentences. */
  tokenSource: string | null
}

const USUAL_ENDPOINT = 'https://huggingface.co'

/**
 * HF_ENDPOINT and HF_TOKEN, or the token that the Python library keeps, by its rules.
 * @throws PatchbayError (bad-input): HF_ENDPOINT is not an address, the token cannot be one, or HF_HUB_OFFLINE
 * forbids to ask.
 */
export function hubAccess(): HubAccess {
  refuseOffline()
  const endpoint = (process.env.HF_ENDPOINT || USUAL_ENDPOINT).replace(/\/+$/, '')
  if (!/^https?:$/.test(protocolOf(endpoint)))
    throw new PatchbayError(
      'bad-input',
      `HF_ENDPOINT is "${endpoint}", which is not the address of a hub: write it as ${USUAL_ENDPOINT}, or unset it.`,
    )
  if (/\/\/[^/]*@/.test(endpoint))
    throw new PatchbayError(
      'bad-input',
      'HF_ENDPOINT has a user name or a password in it, which is not sent: leave them out, and put a token into HF_TOKEN.',
    )
  return { endpoint, ...sendableToken() }
}

const isYes = (name: string) => ['1', 'ON', 'YES', 'TRUE'].includes((process.env[name] ?? '').toUpperCase())

function refuseOffline(): void {
  const name = ['HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE'].find((one) => process.env[one])
  if (name === undefined || !isYes(name)) return
  throw new PatchbayError(
    'bad-input',
    `${name} is set, so the hub is not asked: unset it to download models.`,
  )
}

function protocolOf(address: string): string {
  return URL.canParse(address) ? new URL(address).protocol : ''
}

function sendableToken(): Pick<HubAccess, 'token' | 'tokenSource'> {
  if (isYes('HF_HUB_DISABLE_IMPLICIT_TOKEN')) return { token: null, tokenSource: null }
  const own = ownToken()
  if (own.token === null || /^[\x21-\x7e]+$/.test(own.token)) return own
  throw new PatchbayError(
    'bad-input',
    `The token in ${own.tokenSource} has characters that no token has: copy it again, or remove it where none is needed.`,
  )
}

function ownToken(): Pick<HubAccess, 'token' | 'tokenSource'> {
  for (const name of ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN']) {
    const token = cleaned(process.env[name] ?? '')
    if (token !== '') return { token, tokenSource: name }
  }
  const file = tokenFile()
  const token = cleaned(textOf(file))
  return token === '' ? { token: null, tokenSource: null } : { token, tokenSource: file }
}

function tokenFile(): string {
  const { HF_TOKEN_PATH } = process.env
  return HF_TOKEN_PATH ? expanded(HF_TOKEN_PATH) : path.join(hubHome(), 'token')
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // Most people have none: models that are free for all need none.
  }
}

const cleaned = (token: string) => token.replace(/[\r\n]/g, '').trim()
