import { CERTIFICATE_VERSION } from '../../../contract'
import type { Certificate, CertificateItem, CheckedModel } from '../../../contract'
import { PATCHBAY_VERSION } from '../../version'

/** What was checked of a model just now, with all that it depends on. */
export function certificateOf({ hash, referenceHash }: CheckedModel, items: CertificateItem[]): Certificate {
  return {
    version: CERTIFICATE_VERSION,
    patchbayVersion: PATCHBAY_VERSION,
    modelHash: hash,
    referenceHash,
    madeAt: Date.now(),
    items,
  }
}
