import { beforeEach, expect, it, vi } from 'vitest'
import type { HostEvent, ModelInfo } from '../../contract'
import { certificateOf, UNCERTIFIED } from '../../testing/certificates'

// The test decides what the host answers and reports, and when.
const host = vi.hoisted(() => ({
  asked: [] as string[],
  answer: null as unknown as (value: unknown) => void,
  fail: null as unknown as (why: Error) => void,
  report: null as unknown as (event: HostEvent) => void,
}))
vi.mock('./client', () => ({
  call: (name: string, { path }: { path: string }) => {
    host.asked.push(`${name} ${path}`)
    return new Promise((answer, fail) => Object.assign(host, { answer, fail }))
  },
  onEvent: (listener: (event: HostEvent) => void) => {
    host.report = listener
    return () => undefined
  },
}))

import { certifyModel, followCertificates, readCertificate, useCertificates } from './certificates'
import { updateWorkbench, useWorkbench } from './workbench'

const model = {
  path: '/tiny',
  stamp: 'of its files',
  identity: { modelHash: 'abc' },
  referenceHash: null,
} as ModelInfo
const shown = () => useCertificates.getState().byModel['abc ']
const made = { state: 'made', certificate: certificateOf() } as const
const report = () =>
  host.report({ type: 'model-certificate', modelHash: 'abc', referenceHash: null, state: made })

beforeEach(() => {
  useCertificates.setState({ byModel: {} })
  host.asked = []
  followCertificates()
})

it('shows what the host answers, then what it reports', async () => {
  const reading = readCertificate(model)
  host.answer({ state: 'checking' })
  await reading
  expect(shown()).toEqual({ state: 'checking' })
  report()
  expect(shown()).toEqual(made)
})

it('does not show what was reported of a copy with another reference', () => {
  host.report({ type: 'model-certificate', modelHash: 'abc', referenceHash: 'ref', state: made })
  expect(shown()).toBe(undefined)
})

it('keeps a report that came before an older answer', async () => {
  const certifying = certifyModel(model)
  report()
  host.answer({ state: 'checking' })
  await certifying
  expect(shown()).toEqual(made)
})

it('names the reason where the host could not be asked, until it can', async () => {
  const reading = readCertificate(model)
  host.fail(new Error('The engine is not running.'))
  await reading
  expect(shown()).toEqual({ state: 'failed', message: 'The engine is not running.' })

  updateWorkbench({ model })
  host.report({ type: 'host-status', status: 'ready', message: '' })
  host.answer({ state: 'made', certificate: UNCERTIFIED })
  await vi.waitFor(() => expect(shown()).toEqual({ state: 'made', certificate: UNCERTIFIED }))
  expect(host.asked).toEqual(['models.certificate /tiny', 'models.certificate /tiny'])
})

it('is asked for again once it is known what the model is', async () => {
  const unread = { ...model, identity: null }
  updateWorkbench({ model: unread })
  void readCertificate(unread)
  host.report({ type: 'model-identified', stamp: 'of other files', identity: { modelHash: 'abc' } })
  expect(useWorkbench.getState().model).toBe(unread)
  host.report({ type: 'model-identified', stamp: model.stamp, identity: { modelHash: 'abc' } })
  expect(useWorkbench.getState().model).toEqual(model)
  host.answer(made)
  await vi.waitFor(() => expect(shown()).toEqual(made))
})
