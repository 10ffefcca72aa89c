import { describe, expect, it } from 'vitest'
import type { ModelInfo } from '../../../contract'
import { certificateOf, CHECKED, UNCERTIFIED } from '../../../testing/certificates'
import { seen } from '../../../testing/rendered-text'
import type { ShownCertificate } from '../../state/certificates'
import { CertificateShown } from './certificate-card'

const model = { path: '/tiny', stamp: 'abc', identity: null, parameterCount: 7_000_000_000 } as ModelInfo
const shown = (state: ShownCertificate | undefined) => seen(<CertificateShown model={model} shown={state} />)

describe('the certificate of the open model', () => {
  it('that is certified shows every check with the difference found and allowed', () => {
    const { text, html } = shown({ state: 'made', certificate: certificateOf() })
    expect(text).toMatch(/^Model certified: /)
    expect(html.match(/data-outcome="passed"/g)?.length).toBe(6)
    expect(text).toContain('Gradient passed1.2e−7 ≤ 2.0e−5What gradient compared.')
    expect(text).toContain('by Patchbay 0.1.0Check again')
  })

  it('without a reference says so, and what was checked all the same', () => {
    const { text, html } = shown({ state: 'made', certificate: CHECKED })
    expect(text).toContain('no reference logits at hand')
    expect(text).toContain('Reference logits not checkedNo reference logits at hand.')
    expect(html).toContain('data-verdict="checked"')
  })

  it('that is not certified begins with the reason', () => {
    const { text, html } = shown({ state: 'made', certificate: UNCERTIFIED })
    expect(text).toMatch(/^Model not certified\. Its config\.json has settings that Patchbay does not know/)
    expect(html).toContain('data-verdict="uncertified"')
    expect(text).toContain('Settings failedconfig.json has settings that nobody knows: router_gate.')
  })

  it('with a difference above the one allowed, or none that is a number', () => {
    const failed = { outcome: 'failed', difference: 0.31 } as const
    const { text } = shown({ state: 'made', certificate: certificateOf({ parity: failed }) })
    expect(text).toContain('Reference logits failed0.31 > 2.0e−5')
    const notFinite = certificateOf({ 'no-nan': { ...failed, difference: null } })
    expect(shown({ state: 'made', certificate: notFinite }).text).toContain(
      'Finite numbers failedWhat no-nan',
    )
  })

  it('before it is made: being checked, or on demand where the model is large', () => {
    expect(shown(undefined).text).toBe('Reading the certificate…Check again')
    const checking = shown({ state: 'checking' })
    expect(checking.text).toBe('The model is being checked…CancelCheck again')
    expect(checking.html).toContain('aria-disabled="true"')
    const { text } = shown({ state: 'not-checked' })
    expect(text).toMatch(/^Not checked yet: with 7\.00 B parameters .*Check now$/)
    const small = { ...model, parameterCount: 1000 }
    const cancelled = seen(<CertificateShown model={small} shown={{ state: 'not-checked' }} />)
    expect(cancelled.text).toMatch(/^Not checked: the check was cancelled\. .*Check now$/)
  })

  it('that could not be made gives the reason and can be tried again', () => {
    const { text, html } = shown({ state: 'failed', message: 'The engine is not running.' })
    expect(text).toBe('The certificate could not be madeThe engine is not running.Check again')
    expect(html).toContain('role="alert"')
  })
})
