import { NativeSelect } from '@mantine/core'
import { budgetText, bytesText, FREE_PART, type SettingsInfo } from '../../../contract'
import { changeSettings } from '../../state/settings'
import { ROW } from './setting-row'

/** In GB. */
const SIZES = [0.5, 1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256, 512]
const GB = 1e9

/** How much memory a run may use. */
export function MemorySetting({ info: { settings, defaultMemoryBytes } }: { info: SettingsInfo }) {
  const { memoryBytes: chosen } = settings
  const free = defaultMemoryBytes / FREE_PART
  const hint =
    `Default: ${budgetText({ bytes: defaultMemoryBytes, from: 'free' })}. Each form shows what its run needs. ` +
    'Weights that do not fit are read from their file layer by layer; a run that needs more all the same is refused.'
  return (
    <NativeSelect
      classNames={ROW}
      size="xs"
      label="Memory of a run"
      description={hint}
      value={chosen === null ? 'auto' : String(chosen)}
      data={[
        { value: 'auto', label: `Automatic (${bytesText(defaultMemoryBytes)} now)` },
        ...sizesAround(free, chosen).map((bytes) => ({
          value: String(bytes),
          label: bytes > free ? `${bytesText(bytes)}, more than is free` : bytesText(bytes),
        })),
      ]}
      onChange={({ currentTarget: { value } }) =>
        void changeSettings({ memoryBytes: value === 'auto' ? null : Number(value) })
      }
    />
  )
}

/** Other programs may give theirs back; one that was set on another computer can still be chosen. */
function sizesAround(free: number, chosen: number | null): number[] {
  const sizes = SIZES.map((size) => size * GB).filter((bytes) => bytes < 4 * free)
  if (chosen === null || sizes.includes(chosen)) return sizes
  return [...sizes, chosen].sort((a, b) => a - b)
}
