import { sizeText, type DownloadPlan } from '../../../../contract'

/** What a download would fetch, from where and to where, for people. */
export function planText(plan: DownloadPlan): string {
  const { name, from, into, files, licence, commit, missingBytes, totalBytes, freeBytes, notes } = plan
  const width = Math.max(...files.map(({ bytes }) => sizeText(bytes).length))
  const here = totalBytes - missingBytes
  return [
    `${name} (commit ${commit.slice(0, 7)}${licence === null ? '' : `, licence ${licence}`})`,
    `from ${from} into ${into}:`,
    ...files.map(({ path, bytes, presentBytes }) => {
      return `  ${sizeText(bytes).padStart(width)}  ${path}${presentText(presentBytes, bytes)}`
    }),
    `${sizeText(missingBytes)} to fetch${here > 0 ? `, ${sizeText(here)} are here already` : ''}${freeText(freeBytes)}.`,
    ...notes,
  ].join('\n')
}

function presentText(presentBytes: number, bytes: number): string {
  if (presentBytes === 0) return ''
  return presentBytes === bytes ? ' (here already)' : ` (${sizeText(presentBytes)} are here already)`
}

const freeText = (free: number | null) => (free === null ? '' : `; the disk has ${sizeText(free)} free`)
