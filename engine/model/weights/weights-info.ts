import type { WeightsInfo } from '../../../contract'
import type { TensorEntries } from './tensor-entry'

/** How weights are stored, for people: from the headers alone. */
export function weightsInfo(entries: TensorEntries, format: WeightsInfo['format']): WeightsInfo {
  const bytesByType = new Map<string, number>()
  for (const { dtype, lengthBytes } of entries.values())
    bytesByType.set(dtype, (bytesByType.get(dtype) ?? 0) + lengthBytes)
  const byBytes = [...bytesByType].sort(([, a], [, b]) => b - a)
  return {
    format,
    dtypes: byBytes.map(([dtype]) => dtype),
    bytes: byBytes.reduce((sum, [, bytes]) => sum + bytes, 0),
    fileCount: new Set(Array.from(entries.values(), ({ filePath }) => filePath)).size,
    quantised: null,
  }
}
