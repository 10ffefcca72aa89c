import type cytoscape from 'cytoscape'
import { edgeId } from '../elements'
import { FADE_MS } from '../style'

/** Pruned edges that stay visible for a moment while they fade. */
export class FadingEdges {
  private readonly timers = new Map<number, ReturnType<typeof setTimeout>>()

  constructor(private readonly cy: cytoscape.Core) {}

  begin(edge: number): void {
    this.cy.getElementById(edgeId(edge)).addClass('pruned')
    const timer = setTimeout(() => this.end(edge), FADE_MS)
    this.timers.set(edge, timer)
  }

  /** Removes the edge from the drawing if it is fading. */
  end(edge: number): void {
    const timer = this.timers.get(edge)
    if (timer === undefined) return
    clearTimeout(timer)
    this.timers.delete(edge)
    this.cy.getElementById(edgeId(edge)).remove()
  }

  endAll(): void {
    for (const edge of [...this.timers.keys()]) this.end(edge)
  }

  /** The drawing is removed: nothing is left to fade. */
  stop(): void {
    for (const timer of this.timers.values()) clearTimeout(timer)
  }
}
