/** Answers that are kept, those used last: of so many bytes together, and one at least. */
export class AnswerCache {
  private readonly kept = new Map<string, { value: unknown; bytes: number }>()
  private keptBytes = 0

  constructor(private readonly mostBytes: number) {}

  has(key: string): boolean {
    return this.kept.has(key)
  }

  get(key: string): unknown {
    return this.kept.get(key)?.value
  }

  set(key: string, value: unknown): void {
    this.drop(key)
    const bytes = bytesOf(value)
    this.kept.set(key, { value, bytes })
    this.keptBytes += bytes
    while (this.keptBytes > this.mostBytes && this.kept.size > 1) this.drop(this.kept.keys().next().value!)
  }

  private drop(key: string): void {
    const dropped = this.kept.get(key)
    if (!dropped) return
    this.kept.delete(key)
    this.keptBytes -= dropped.bytes
  }
}

/** Of a value with its properties and of a number, about. */
const OBJECT_BYTES = 64
const NUMBER_BYTES = 8

/** How much memory an answer takes, about. */
export function bytesOf(value: unknown): number {
  if (ArrayBuffer.isView(value)) return OBJECT_BYTES + value.byteLength
  if (typeof value === 'string') return OBJECT_BYTES / 2 + 2 * value.length
  if (typeof value !== 'object' || value === null) return NUMBER_BYTES
  return Object.values(value).reduce((sum: number, part) => sum + bytesOf(part), OBJECT_BYTES)
}
