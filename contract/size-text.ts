const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** `512 B`, `12.3 kB`, `2.34 GB`: decimal units, as disks and downloads have them; three digits. */
export function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  const digits = power === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return `${Number(value.toFixed(digits))} ${UNITS[power]}`
}
