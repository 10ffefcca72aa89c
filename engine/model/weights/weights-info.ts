import type { WeightsInfo } from '../../../contract'
import type { TensorEntries } from './tensor-entry'

/** How weights are stored, for people: from the headers alone. */
export function weightsInfo(entries: TensorEntries, format: WeightsInfo['format']): WeightsInfo {
  return {
    format,
    ...storedTypes(entries.values()),
    fileCount: new Set(Array.from(entries.values(), ({ filePath }) => filePath)).size,
    quantised: null,
  }
}

/** The types of tensors, those that take the most bytes first, and what all of them take. */
export function storedTypes(
  tensors: Iterable<{ dtype: string; lengthBytes: number }>,
): Pick<WeightsInfo, 'dtypes' | 'bytes'> {
  const bytesByType = new Map<string, number>()
  for (const { dtype, lengthBytes } of tensors)
    bytesByType.set(dtype, (bytesByType.get(dtype) ?? 0) + lengthBytes)
  const byBytes = [...bytesByType].sort(([, a], [, b]) => b - a)
  return {
    dtypes: byBytes.map(([dtype]) => dtype),
    bytes: byBytes.reduce((sum, [, bytes]) => sum + bytes, 0),
  }
}
