import {
  CERTIFICATE_ITEMS,
  checkedModel,
  checkedModelKey,
  isCheckedAtOnce,
  uncheckedItem,
} from '../../../contract'
import type {
  Certificate,
  CertificateState,
  CheckedModel,
  HostEvent,
  IdentifiedModel,
} from '../../../contract'
import { whenFree, type Store } from '../../store'
import { PATCHBAY_VERSION } from '../../version'
import { certificateOf } from '../files/certificate-of'
import { resolveModelPath } from '../files/model-path'
import type { FromMaker, ToMaker } from './certificate-maker'
import { askChild, entryFile } from './child-job'

/** Loading a large model takes a while; a process that hangs never ends. */
const LIMIT_MS = 600_000

export interface CertificatesOptions {
  store: () => Store
  emit: (event: HostEvent) => void
  /** File of the process that makes one; ours where left out. */
  makerFile?: string
  execArgv?: string[]
}

interface Making {
  model: IdentifiedModel
  /** Ends it. */
  cancelling: AbortController
  /** null where it was cancelled. */
  made: Promise<Certificate | null>
}

/** The load certificates of open models: stored ones, and those that are made in the background, one at a time. */
export class Certificates {
  private readonly options: CertificatesOptions
  /** Models whose certificate is being made, or waits for its turn. */
  private readonly making = new Map<string, Making>()
  /** Models whose check was cancelled: it begins again only when they are opened again, or at a click. */
  private readonly cancelled = new Set<string>()
  /** What this process made and the store does not keep: checks that broke off, and what it could not take. */
  private readonly unkept = new Map<string, Certificate>()
  private readonly closing = new AbortController()
  private last: Promise<void> = Promise.resolve()

  constructor(options: CertificatesOptions) {
    this.options = options
  }

  /** The state now. Without a certificate one of a small model is begun. */
  stateOf(model: IdentifiedModel): CertificateState {
    const checked = checkedModel(model)
    if (this.making.has(checkedModelKey(checked))) return { state: 'checking' }
    const certificate = this.known(checked) ?? this.unkept.get(checkedModelKey(checked))
    if (certificate) return { state: 'made', certificate }
    const isDue = isCheckedAtOnce(model) && !this.cancelled.has(checkedModelKey(checked))
    return isDue ? this.make(model) : { state: 'not-checked' }
  }

  /** Of a model that is opened: what broke off is tried again. */
  opened(model: CheckedModel): void {
    this.unkept.delete(checkedModelKey(model))
    this.cancelled.delete(checkedModelKey(model))
  }

  /** Begins one, or another one, in the background. */
  make(model: IdentifiedModel): CertificateState {
    const key = checkedModelKey(checkedModel(model))
    if (!this.making.has(key) && !this.closing.signal.aborted) {
      const cancelling = new AbortController()
      const signal = AbortSignal.any([this.closing.signal, cancelling.signal])
      const made = this.last.then(() => this.makeNow(model, signal))
      this.making.set(key, { model, cancelling, made })
      this.report(checkedModel(model), { state: 'checking' })
      this.last = made.then(() => {})
    }
    return { state: 'checking' }
  }

  /** The one that is being made of a model with these files; null where none is. */
  underWay(modelHash: string, stamp: string | null): Promise<Certificate | null> | null {
    const all = [...this.making.values()]
    return (
      all.find(({ model }) => model.identity.modelHash === modelHash && model.stamp === stamp)?.made ?? null
    )
  }

  /** Ends one that is being made, or waits for its turn. What was known before stays. */
  cancel(model: IdentifiedModel): CertificateState {
    const key = checkedModelKey(checkedModel(model))
    const making = this.making.get(key)
    if (!making) return this.stateOf(model)
    this.making.delete(key)
    this.cancelled.add(key)
    making.cancelling.abort()
    const state = this.stateOf(model)
    this.report(checkedModel(model), state)
    return state
  }

  /** The stored one, where it is of this model as it is now. */
  known(model: CheckedModel): Certificate | null {
    try {
      return this.options.store().certificates.find(model, PATCHBAY_VERSION)
    } catch {
      return null // A model can be checked without a store; what is wrong with it was said when the model was opened.
    }
  }

  /** Keeps one that was made here, or by a run, and reports it. Never rejects. */
  async take(certificate: Certificate): Promise<void> {
    const model = { hash: certificate.modelHash, referenceHash: certificate.referenceHash }
    this.unkept.set(checkedModelKey(model), certificate)
    try {
      if (await whenFree(() => this.options.store().certificates.save(certificate)))
        this.unkept.delete(checkedModelKey(model))
    } catch {
      // It is made again next time.
    }
    this.report(model, { state: 'made', certificate })
  }

  /** Ends what is being made. */
  close(): void {
    this.closing.abort()
  }

  /** Resolves when nothing is being made any more. */
  idle(): Promise<void> {
    return this.last
  }

  private async makeNow(model: IdentifiedModel, signal: AbortSignal): Promise<Certificate | null> {
    if (signal.aborted) return null
    const certificate = await this.made(model, signal)
    // Another one may have been begun since it was cancelled.
    if (signal.aborted) return null
    this.making.delete(checkedModelKey(checkedModel(model)))
    await this.take(certificate)
    return certificate
  }

  private async made(model: IdentifiedModel, signal: AbortSignal): Promise<Certificate> {
    const { path, stamp, referenceHash } = model
    const job: ToMaker = { modelPath: resolveModelPath(path), opened: { stamp, referenceHash } }
    const { makerFile: file = entryFile('certificate-maker'), execArgv } = this.options
    const options = { file, execArgv, limitMs: LIMIT_MS, signal }
    const found = await askChild<FromMaker>(job, options)
    if (found.kind === 'answered' && found.answer.kind === 'made')
      return certificateOf(checkedModel(model), found.answer.items)
    const why = found.kind === 'lost' ? `${found.reason}.` : (found.answer as { message: string }).message
    return certificateOf(
      checkedModel(model),
      CERTIFICATE_ITEMS.map((name) => uncheckedItem(name, why)),
    )
  }

  private report({ hash, referenceHash }: CheckedModel, state: CertificateState): void {
    this.options.emit({ type: 'model-certificate', modelHash: hash, referenceHash, state })
  }
}
