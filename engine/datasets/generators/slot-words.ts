import type { SeededRandom } from '../seeded-random'
import type { Material } from './generator'
import type { Change } from './template-changes'
import type { UsableList } from './word-lists'

type Words = Record<string, string>

/** The column of a list that fills a slot: `name` of {name}, {name2} and {name2'}. */
export function columnOf(slot: string): string {
  return slot.replace(/\d*'?$/, '')
}

/** {name2'} has the word of {name2}, and may change by itself. */
const withoutMark = (slot: string) => slot.replace(/'$/, '')

/** Which entry of its list a slot takes: {country1} and {capital1} are halves of one, {country2} is of another. */
const numberOf = (slot: string) => /\d*$/.exec(withoutMark(slot))![0]

/** The words of all slots of a row, in the clean and in the corrupt prompt. */
export class SlotWords {
  private readonly slots: string[]
  private readonly listOf: Map<string, UsableList>
  private readonly changed: Map<string, Change>

  /** @throws PatchbayError (bad-input) for slots that no list fills, and lists with fewer words than are drawn at once. */
  constructor({ list }: Pick<Material, 'list'>, slots: readonly string[], changes: readonly Change[]) {
    this.slots = [...new Set(slots)]
    this.changed = new Map(changes.map((change) => [change.slot, change]))
    const needed = new Map<string, number>()
    for (const slot of this.slots) {
      const { name } = list(columnOf(slot))
      needed.set(name, this.entriesOf(name, list))
    }
    this.listOf = new Map(
      this.slots.map((slot) => [slot, list(columnOf(slot), needed.get(list(columnOf(slot)).name))]),
    )
  }

  /** Whether a slot has another word in the corrupt prompt. */
  changes(slot: string): boolean {
    return this.changeOf(slot) !== undefined
  }

  draw(random: SeededRandom): { clean: Words; corrupt: Words } {
    const clean: Words = {}
    const fresh: Words = {}
    for (const list of new Set(this.listOf.values())) this.drawList(random, list, { clean, fresh })
    const corrupt = this.slots.map((slot): [string, string] => {
      const change = this.changeOf(slot)
      if (!change) return [slot, clean[slot]]
      return [slot, change.from === null ? fresh[change.slot] : clean[change.from]]
    })
    return { clean, corrupt: Object.fromEntries(corrupt) }
  }

  /** Every number takes an entry of its own, and so does every slot that changes to any other word. */
  private drawList(
    random: SeededRandom,
    list: UsableList,
    { clean, fresh }: { clean: Words; fresh: Words },
  ): void {
    const own = this.slots.filter((slot) => this.listOf.get(slot) === list)
    const numbers = [...new Set(own.map(numberOf))]
    const renewed = own.filter((slot) => this.changed.get(slot)?.from === null)
    const entries = random.several(list.entries, numbers.length + renewed.length)
    const word = (entry: string[], slot: string) => entry[list.columns.indexOf(columnOf(slot))]
    for (const slot of own) clean[slot] = word(entries[numbers.indexOf(numberOf(slot))], slot)
    renewed.forEach((slot, i) => (fresh[slot] = word(entries[numbers.length + i], slot)))
  }

  private entriesOf(name: string, list: Material['list']): number {
    const own = this.slots.filter((slot) => list(columnOf(slot)).name === name)
    const renewed = own.filter((slot) => this.changed.get(slot)?.from === null)
    return new Set(own.map(numberOf)).size + renewed.length
  }

  /** Its own change, or that of the slot whose word it has. */
  private changeOf(slot: string): Change | undefined {
    return this.changed.get(slot) ?? this.changed.get(withoutMark(slot))
  }
}
