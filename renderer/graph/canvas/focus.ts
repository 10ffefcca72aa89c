import type { ComputationalGraph } from '../../../engine/graph'
import type { Isolation, Selection } from '../../state/workbench'
import { isolate, type Isolated } from '../isolate'

/** What is in sight at the moment, and why. */
export interface Focus {
  chosen: NonNullable<Selection>
  by: Isolation
  isolated: Isolated | null
  /** Shift is down: it stays, whatever is pointed at. */
  isHeld: boolean
}

/** What the pointer is on or, if it is on nothing, what is selected; kept as it is while Shift is down. */
export class FocusKeeper {
  private pointed: Selection = null
  private selected: Selection = null
  private held: Focus | null = null
  private by: Isolation = 'neighbours'
  private graph: ComputationalGraph | null = null
  private drawn: readonly number[] = []
  private circuit: readonly number[] = []
  private known: Focus | null = null

  get focus(): Focus | null {
    return this.held ?? this.known
  }

  setEdges(graph: ComputationalGraph | null, drawn: readonly number[], circuit: readonly number[]): void {
    if (graph !== this.graph) this.held = null
    Object.assign(this, { graph, drawn, circuit })
    this.find()
    // The circuit has changed under what is held.
    if (this.held) this.held = { ...this.focusOn(this.held.chosen), isHeld: true }
  }

  setIsolation(by: Isolation): void {
    this.by = by
    this.find()
    if (this.held) this.held = { ...this.focusOn(this.held.chosen), isHeld: true }
  }

  select(selection: Selection): void {
    this.selected = selection
    this.find()
  }

  /** Returns whether that is something else than before. */
  point(pointed: Selection): boolean {
    if (isSame(pointed, this.pointed)) return false
    this.pointed = pointed
    this.find()
    return true
  }

  hold(): boolean {
    if (this.held || !this.known?.isolated) return false
    this.held = { ...this.known, isHeld: true }
    return true
  }

  release(): boolean {
    const wasHeld = this.held !== null
    this.held = null
    return wasHeld
  }

  private find(): void {
    const chosen = this.pointed ?? this.selected
    this.known = chosen && this.focusOn(chosen)
  }

  private focusOn(chosen: NonNullable<Selection>): Focus {
    const { graph, by } = this
    const edges = by === 'neighbours' || this.circuit.length === 0 ? this.drawn : this.circuit
    const isThere = graph && (chosen.kind === 'node' || chosen.edge < graph.edgeCount)
    return { chosen, by, isolated: isThere ? isolate(graph, edges, chosen, by) : null, isHeld: false }
  }
}

function isSame(a: Selection, b: Selection): boolean {
  if (a?.kind === 'node' && b?.kind === 'node') return a.node === b.node
  if (a?.kind === 'edge' && b?.kind === 'edge') return a.edge === b.edge
  return a === b
}
