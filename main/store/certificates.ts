import { CERTIFICATE_VERSION, certificateSchema, isComplete } from '../../contract'
import type { Certificate, CheckedModel } from '../../contract'
import type { Database } from './database'

/** Load certificates, one for each model and the reference that lay beside it. */
export class CertificateTable {
  private readonly database: Database

  constructor(database: Database) {
    this.database = database
  }

  /** In place of an earlier one. Where a check broke off nothing is kept, and the answer is false: it is tried again. */
  save(certificate: Certificate): boolean {
    if (!isComplete(certificate)) return false
    this.database.run(
      `INSERT INTO certificates (model_hash, reference_hash, certificate) VALUES (:model, :reference, :certificate)
       ON CONFLICT DO UPDATE SET certificate = excluded.certificate`,
      { ...keyOf(certificate), certificate: JSON.stringify(certificate) },
    )
    return true
  }

  /** null where none was made, or only by another Patchbay or version of certificates, or it cannot be read. */
  find(model: CheckedModel, patchbayVersion: string): Certificate | null {
    const row = this.database.get<{ certificate: string }>(
      'SELECT certificate FROM certificates WHERE model_hash = :model AND reference_hash = :reference',
      keyOf({ modelHash: model.hash, referenceHash: model.referenceHash }),
    )
    const found = row ? read(row.certificate) : null
    const isOurs = found?.version === CERTIFICATE_VERSION && found.patchbayVersion === patchbayVersion
    return isOurs ? found : null
  }
}

function keyOf({ modelHash, referenceHash }: Pick<Certificate, 'modelHash' | 'referenceHash'>) {
  return { model: modelHash, reference: referenceHash ?? '' }
}

function read(text: string): Certificate | null {
  try {
    return certificateSchema.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null // no JSON: as if it had never been made
  }
}
