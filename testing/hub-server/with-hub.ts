import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { onTestFinished, vi } from 'vitest'
import { temporaryFolder } from '../model-folder'
import { HubServer } from './hub-server'

/** A hub for one test, and an empty cache; both are what this process and those it starts use. */
export async function withHub(): Promise<{ hub: HubServer; home: string }> {
  const hub = new HubServer()
  const home = temporaryFolder()
  const settings = { HF_ENDPOINT: await hub.listen(), HF_HOME: home }
  const others = [
    'HF_HUB_CACHE',
    'HUGGINGFACE_HUB_CACHE',
    'HF_TOKEN',
    'HF_TOKEN_PATH',
    'HUGGING_FACE_HUB_TOKEN',
    'HF_HUB_DISABLE_IMPLICIT_TOKEN',
    ...['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'NODE_USE_ENV_PROXY'],
  ]
  for (const name of [...others, 'HF_HUB_OFFLINE', 'TRANSFORMERS_OFFLINE']) vi.stubEnv(name, '')
  for (const [name, value] of Object.entries(settings)) vi.stubEnv(name, value)
  onTestFinished(async () => {
    vi.unstubAllEnvs()
    await hub.close()
  })
  return { hub, home }
}

/** A folder with these files: texts, or as many bytes as a number says, which do not repeat. */
export function repositoryFolder(files: Record<string, string | number>): string {
  const folder = temporaryFolder()
  for (const [name, content] of Object.entries(files)) {
    const file = path.join(folder, ...name.split('/'))
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, typeof content === 'string' ? content : varied(content))
  }
  return folder
}

function varied(length: number): Buffer {
  const bytes = Buffer.alloc(length)
  for (let at = 0; at < length; at++) bytes[at] = (at * 2_654_435_761) >>> 13
  return bytes
}
