/** Values that took long to make: those asked for last are kept, of so many bytes together; one at least. */
export class KeptValues<Key, Value> {
  private readonly kept = new Map<Key, { value: Value; bytes: number }>()
  private keptBytes = 0

  constructor(private readonly mostBytes: number) {}

  async of(key: Key, make: () => Promise<{ value: Value; bytes: number }>): Promise<Value> {
    const found = this.kept.get(key) ?? (await make())
    if (this.kept.delete(key)) this.keptBytes -= found.bytes
    // The one used last is the last.
    this.kept.set(key, found)
    this.keptBytes += found.bytes
    while (this.keptBytes > this.mostBytes && this.kept.size > 1) {
      const [oldest, { bytes }] = this.kept.entries().next().value!
      this.kept.delete(oldest)
      this.keptBytes -= bytes
    }
    return found.value
  }
}
