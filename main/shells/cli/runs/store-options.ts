import path from 'node:path'
import { Host } from '../../../host/host'
import { defaultStorePath } from '../../../paths'

export interface StoreOptions {
  db?: string
  json?: boolean
}

/** The file of the store that a command names, or that of the workbench. */
export function storePathOf({ db }: Pick<StoreOptions, 'db'>): string {
  return db === undefined ? defaultStorePath() : path.resolve(db)
}

/** For commands that look into the store and compute nothing. */
export function openHost(options: StoreOptions): Host {
  return new Host({ storePath: storePathOf(options), emit: () => {} })
}
