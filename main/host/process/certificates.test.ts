import { copyFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { checkedModel, verdictOf, verdictText } from '../../../contract'
import type { Certificate, HostEvent, IdentifiedModel } from '../../../contract'
import { openModel } from '../../../engine/host'
import { FIXTURES } from '../../../testing/fixtures'
import { FROM_SOURCES } from '../../../testing/from-sources'
import { copyModel, temporaryFolder } from '../../../testing/model-folder'
import { Store } from '../../store'
import { Certificates, type CertificatesOptions } from './certificates'

let store: Store
let events: HostEvent[]
let reportMade: (certificate: Certificate) => void
let opened: Certificates[]

beforeEach(() => {
  store = new Store(path.join(temporaryFolder(), 'runs.db'))
  events = []
  opened = []
})
afterEach(() => {
  for (const certificates of opened) certificates.close()
  store.close()
})

function certificatesWith(options: Partial<CertificatesOptions>): Certificates {
  const emit = (event: HostEvent) => {
    events.push(event)
    if (event.type === 'model-certificate' && event.state.state === 'made')
      reportMade(event.state.certificate)
  }
  const certificates = new Certificates({ store: () => store, emit, ...options })
  opened.push(certificates)
  return certificates
}

const real = () => certificatesWith({ execArgv: FROM_SOURCES })

/** Their process does this instead of making a certificate. */
function makingBy(code: string): Certificates {
  const makerFile = path.join(temporaryFolder(), 'maker.cjs')
  writeFileSync(makerFile, code)
  return certificatesWith({ makerFile, execArgv: [] })
}

/** The certificate that is reported after what `begin` does. */
function madeAfter(begin: () => void): Promise<Certificate> {
  const made = new Promise<Certificate>((resolve) => (reportMade = resolve))
  begin()
  return made
}

const infoOf = async (folder: string): Promise<IdentifiedModel> => {
  const { info, identify } = await openModel(folder)
  return { ...info, identity: await identify() }
}

describe('the certificate of an opened model', () => {
  it('is made in the background, reported and kept, and another one where a reference comes', async () => {
    const folder = copyModel('architectures/gpt2')
    const info = await infoOf(folder)
    const certificates = real()
    const made = await madeAfter(() => expect(certificates.stateOf(info)).toEqual({ state: 'checking' }))
    expect(verdictOf(made)).toBe('checked')
    expect(events).toEqual([
      {
        type: 'model-certificate',
        modelHash: info.identity.modelHash,
        referenceHash: null,
        state: { state: 'checking' },
      },
      {
        type: 'model-certificate',
        modelHash: info.identity.modelHash,
        referenceHash: null,
        state: { state: 'made', certificate: made },
      },
    ])
    expect(certificates.stateOf(info)).toEqual({ state: 'made', certificate: made })
    expect(real().stateOf(info)).toEqual({ state: 'made', certificate: made })

    for (const name of ['data.json', 'ref.json'])
      copyFileSync(path.join(FIXTURES, 'architectures/gpt2', name), path.join(folder, name))
    const referenced = await infoOf(folder)
    expect(verdictOf(await madeAfter(() => certificates.stateOf(referenced)))).toBe('certified')
    expect(certificates.known(checkedModel(info))).toEqual(made)
  })

  it('of a large model is made when it is asked for', async () => {
    const info: IdentifiedModel = { ...(await infoOf(copyModel('gpt2-tiny'))), parameterCount: 600_000_000 }
    const certificates = real()
    expect(certificates.stateOf(info)).toEqual({ state: 'not-checked' })
    expect(verdictOf(await madeAfter(() => certificates.make(info)))).toBe('checked')
  })

  it('says that the model changed since it was opened', async () => {
    const info = { ...(await infoOf(copyModel('gpt2-tiny'))), stamp: 'before' }
    const certificates = real()
    expect(verdictText(await madeAfter(() => certificates.stateOf(info)))).toBe(
      'Model not certified. This could not be checked: The model has changed since it was opened: open it again.',
    )
  })
})

it('says that the reference changed since the model was opened', async () => {
  const info = { ...(await infoOf(copyModel('gpt2-tiny'))), referenceHash: 'before' }
  const made = await madeAfter(() => real().stateOf(info))
  expect(verdictText(made)).toBe(
    'Model not certified. This could not be checked: Its reference logits have changed since it was opened: open it again.',
  )
})

/** Whatever its files are: the processes below do not read them. */
const model = {
  path: '/none',
  identity: { modelHash: 'abc' },
  referenceHash: null,
  parameterCount: 1,
} as IdentifiedModel

describe('a process that dies', () => {
  it('leaves a certificate that says so, which is not stored and can be made again', async () => {
    const certificates = makingBy('process.once("message", () => process.kill(process.pid, "SIGKILL"))')
    const made = await madeAfter(() => certificates.stateOf(model))
    expect(verdictText(made)).toBe(
      'Model not certified. This could not be checked: its process ended (signal SIGKILL).',
    )
    expect(certificates.stateOf(model)).toEqual({ state: 'made', certificate: made })
    expect(certificates.known(checkedModel(model))).toBe(null)
    await madeAfter(() => expect(certificates.make(model)).toEqual({ state: 'checking' }))
  })

  it('is ended with this one, and nothing is kept of it', async () => {
    const certificates = makingBy('process.once("message", () => {}); setInterval(() => {}, 1000)')
    certificates.stateOf(model)
    certificates.close()
    await certificates.idle()
    expect(events.length).toBe(1)
    expect(certificates.known(checkedModel(model))).toBe(null)
  })
})

describe('a check that is cancelled', () => {
  const HANGING = 'process.once("message", () => {}); setInterval(() => {}, 1000)'

  it('ends, and begins again when the model is opened again', async () => {
    const certificates = makingBy(HANGING)
    expect(certificates.stateOf(model)).toEqual({ state: 'checking' })
    expect(certificates.cancel(model)).toEqual({ state: 'not-checked' })
    await certificates.idle()
    expect(certificates.stateOf(model)).toEqual({ state: 'not-checked' })
    expect(events.at(-1)).toMatchObject({ type: 'model-certificate', state: { state: 'not-checked' } })
    certificates.opened(checkedModel(model))
    expect(certificates.stateOf(model)).toEqual({ state: 'checking' })
  })

  it('that waits for its turn leaves the one before it alone', async () => {
    const certificates = makingBy(HANGING)
    const waiting = { ...model, identity: { modelHash: 'def' } }
    certificates.stateOf(model)
    certificates.stateOf(waiting)
    certificates.cancel(waiting)
    expect(certificates.stateOf(waiting)).toEqual({ state: 'not-checked' })
    expect(certificates.stateOf(model)).toEqual({ state: 'checking' })
  })

  it('leaves the certificate that was there before', async () => {
    const info = await infoOf(copyModel('gpt2-tiny'))
    const certificates = real()
    const made = await madeAfter(() => certificates.stateOf(info))
    certificates.make(info)
    expect(certificates.cancel(info)).toEqual({ state: 'made', certificate: made })
  })
})
