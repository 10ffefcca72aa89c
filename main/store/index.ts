import { BundleTable } from './bundles'
import { CertificateTable } from './certificates'
import { ClusterAddress } from './cluster-address'
import { ColumnMappingTable } from './column-mappings'
import { Database } from './database'
import { IdentityTable } from './identities'
import { JournalTable } from './journal'
import { LeaseTable } from './leases'
import { ModelTable } from './models'
import { PromptSetTable } from './prompt-sets'
import { ResultTable } from './results'
import { RoleTable } from './roles'
import { RunTable } from './runs'
import { SettingsTable } from './settings'
import { StabilityTable } from './stabilities'
import { SweepTable } from './sweeps'

/**
 * Everything Patchbay remembers, in one SQLite file. Synchronous: what a call has returned from is saved,
 * whatever happens to the process afterwards. Several processes may have the same file open, on several machines too.
 */
export class Store {
  readonly file: string
  readonly runs: RunTable
  readonly journal: JournalTable
  readonly results: ResultTable
  readonly leases: LeaseTable
  readonly models: ModelTable
  readonly certificates: CertificateTable
  readonly identities: IdentityTable
  readonly promptSets: PromptSetTable
  readonly columnMappings: ColumnMappingTable
  readonly roles: RoleTable
  readonly settings: SettingsTable
  readonly clusterAddress: ClusterAddress
  readonly sweeps: SweepTable
  readonly stabilities: StabilityTable
  readonly bundles: BundleTable
  private readonly database: Database
  private othersSeen: number

  /** @throws PatchbayError (store) where the file cannot be used. */
  constructor(file: string) {
    this.database = new Database(file)
    this.file = file
    this.runs = new RunTable(this.database)
    this.journal = new JournalTable(this.database, this.runs)
    this.results = new ResultTable(this.database)
    this.leases = new LeaseTable(this.database)
    this.models = new ModelTable(this.database)
    this.certificates = new CertificateTable(this.database)
    this.identities = new IdentityTable(this.database)
    this.promptSets = new PromptSetTable(this.database)
    this.columnMappings = new ColumnMappingTable(this.database)
    this.roles = new RoleTable(this.database)
    this.settings = new SettingsTable(this.database)
    this.clusterAddress = new ClusterAddress(this.database)
    this.sweeps = new SweepTable(this.database)
    this.stabilities = new StabilityTable(this.database)
    this.bundles = new BundleTable(this.database, this.runs, this.journal, this.results)
    this.othersSeen = this.database.changesOfOthers()
  }

  /** All or nothing, over several tables. */
  transaction<T>(work: () => T): T {
    return this.database.transaction(work)
  }

  /** Whether others have written to the file since this was last asked, or since it was opened. */
  wasChangedElsewhere(): boolean {
    const before = this.othersSeen
    this.othersSeen = this.database.changesOfOthers()
    return this.othersSeen !== before
  }

  close(): void {
    this.database.close()
  }
}

export type { RunBundle, TakenAs } from './bundles'
export type { Lease } from './leases'
export type { JournalBatch, RunCounts } from './journal'
export type { NewRun, RunChange, RunOrigin } from './run-records'
export type { MeasuredStability } from './stabilities'
export type { StoredRun } from './stored-run'
export type { StoredMember, StoredSweep, SweepAsk } from './sweeps'
export { closeFolderToOthers, makePrivateFolder } from './private-file'
export { takeFileLock } from './file-lock'
export { toStoreError } from './store-errors'
export { NotOwnerError } from './run-records'
export { whenFree } from './when-free'
export { joinDecisions, joinEffects } from './columns'
