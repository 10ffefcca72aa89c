import type { Viewport } from '../viewport'

type Draw = (pen: CanvasRenderingContext2D) => void

/**
 * One canvas of the drawing. It may be painted larger than the box, and moved by the compositor until it is painted again.
 * Without a GPU each frame of the page copies every canvas that is shown, whether it changed or not: one with nothing on it
 * is hidden, and none is larger than it must be.
 */
export class Layer {
  private readonly canvas: HTMLCanvasElement
  private readonly pen: CanvasRenderingContext2D
  private size = { width: 0, height: 0 }
  /** The share of the box that is painted beyond each of its sides. */
  private margin = 0
  /** Of what is on the canvas now. */
  private painted: Viewport = { zoom: 1, pan: { x: 0, y: 0 } }

  constructor(container: HTMLElement) {
    this.canvas = document.createElement('canvas')
    Object.assign(this.canvas.style, { position: 'absolute', transformOrigin: '0 0', pointerEvents: 'none' })
    container.append(this.canvas)
    this.pen = this.canvas.getContext('2d')!
  }

  resize(width: number, height: number): void {
    this.size = { width, height }
    this.lay()
  }

  /** Paints in the units of the layout. */
  paint(view: Viewport, draw: Draw, margin = 0): void {
    if (margin !== this.margin) {
      this.margin = margin
      this.lay()
    }
    this.painted = { zoom: view.zoom, pan: { ...view.pan } }
    this.pen.setTransform(1, 0, 0, 1, 0, 0)
    this.pen.globalAlpha = 1
    this.pen.clearRect(0, 0, this.canvas.width, this.canvas.height)
    const ratio = window.devicePixelRatio || 1
    const { zoom, pan } = view
    const { left, top } = this.corner()
    this.pen.setTransform(zoom * ratio, 0, 0, zoom * ratio, (pan.x - left) * ratio, (pan.y - top) * ratio)
    draw(this.pen)
    this.canvas.style.transform = ''
    this.canvas.style.display = ''
  }

  hide(): void {
    this.canvas.style.display = 'none'
  }

  /** Moves what is painted to another viewport. Returns whether that still covers the box. */
  move({ zoom, pan }: Viewport): boolean {
    const scale = zoom / this.painted.zoom
    const { left, top } = this.corner()
    // A point p of the layout was painted at pan + zoom p from the box's corner; the canvas begins at `left`, `top`.
    const x = pan.x - this.painted.pan.x * scale + left * (scale - 1)
    const y = pan.y - this.painted.pan.y * scale + top * (scale - 1)
    this.canvas.style.transform = `translate(${x}px, ${y}px) scale(${scale})`
    const share = 1 + 2 * this.margin
    return (
      left + x <= 0 &&
      top + y <= 0 &&
      left + x + this.size.width * share * scale >= this.size.width &&
      top + y + this.size.height * share * scale >= this.size.height
    )
  }

  private lay(): void {
    const { width, height } = this.size
    const ratio = window.devicePixelRatio || 1
    const share = 1 + 2 * this.margin
    this.canvas.width = Math.max(1, Math.round(width * share * ratio))
    this.canvas.height = Math.max(1, Math.round(height * share * ratio))
    const { left, top } = this.corner()
    Object.assign(this.canvas.style, {
      width: `${width * share}px`,
      height: `${height * share}px`,
      left: `${left}px`,
      top: `${top}px`,
    })
  }

  private corner(): { left: number; top: number } {
    return { left: -this.size.width * this.margin, top: -this.size.height * this.margin }
  }
}
