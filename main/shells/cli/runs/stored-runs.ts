import { roleRecords, runTitle, withPlaceNames } from '../../../../contract'
import { print } from '../../streams'
import { printJson } from '../output/print'
import { describeRun } from './describe-run'
import { findRun } from './find-run'
import { openHost, type StoreOptions } from './store-options'

export async function showCommand(typed: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const detail = await host.call('runs.get', { id: (await findRun(host, typed)).id })
  const { summary, config, shape, provenance, settings, measurements } = detail
  const modelHash = provenance?.modelHash
  const roles = modelHash === undefined ? [] : await host.call('roles.list', { modelHash })
  if (options.json) {
    const written = { config: withPlaceNames(config), shape, provenance, settings, measurements }
    return printJson({
      summary: { ...summary, title: runTitle(summary) },
      ...written,
      ...(roles.length > 0 && { roles: roleRecords(roles) }),
    })
  }
  await print(describeRun(detail, roles))
}

/** For good: what a program deleted can be brought back only while it runs. */
export async function deleteCommand(typed: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const { id, name } = await findRun(host, typed)
  await host.call('runs.delete', { id })
  await host.close()
  await print(`${name} is deleted.`)
}

/** Writes what a person says about a run, or shows it; an empty text takes it back. */
export async function noteCommand(
  typed: string,
  text: string | undefined,
  options: StoreOptions,
): Promise<void> {
  const host = openHost(options)
  const { id, name, note } = await findRun(host, typed)
  if (text === undefined) return print(note || `${name} has no note.`)
  await host.call('runs.note', { id, note: text })
  await host.close()
  await print(text.trim() === '' ? `${name} has no note any more.` : `${name} has its note.`)
}

export async function renameCommand(typed: string, newName: string, options: StoreOptions): Promise<void> {
  const host = openHost(options)
  const { id } = await findRun(host, typed)
  const renamed = await host.call('runs.rename', { id, name: newName })
  await host.close()
  await print(`Run ${renamed.number} is called ${runTitle(renamed)}.`)
}
