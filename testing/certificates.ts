import { CERTIFICATE_ITEMS, type Certificate, type CertificateItem } from '../contract'

/** A made-up certificate of which every check has passed, with some of them changed. */
export function certificateOf(
  changes: Partial<Record<CertificateItem['name'], Partial<CertificateItem>>> = {},
) {
  const items = CERTIFICATE_ITEMS.map((name) => ({
    ...{
      name,
      outcome: 'passed' as const,
      difference: 1.2e-7,
      tolerance: 2e-5,
      detail: `What ${name} compared.`,
    },
    ...changes[name],
  }))
  const made = { version: 1, patchbayVersion: '0.1.0', modelHash: 'abc', referenceHash: null, madeAt: 0 }
  return { ...made, items } satisfies Certificate
}

/** Without reference logits, and with a setting that nobody knows. */
export const CHECKED = certificateOf({
  parity: { outcome: 'unchecked', difference: null, tolerance: null, detail: 'No reference logits at hand.' },
})
export const UNCERTIFIED = certificateOf({
  settings: {
    ...{ outcome: 'failed', difference: null, tolerance: null },
    detail: 'config.json has settings that nobody knows: router_gate.',
  },
})
