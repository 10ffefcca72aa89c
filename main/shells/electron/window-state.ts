import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { app, BrowserWindow, type Rectangle, screen } from 'electron'
import { z } from 'zod'

const stateSchema = z.object({
  bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }),
  maximized: z.boolean(),
})
type WindowState = z.infer<typeof stateSchema>

function stateFile(): string {
  return path.join(app.getPath('userData'), 'window-state.json')
}

/** Where the window was last time, or null: first start, a file that cannot be read, a screen that is gone. */
export function lastWindowState(): WindowState | null {
  try {
    const state = stateSchema.parse(JSON.parse(readFileSync(stateFile(), 'utf8')))
    return isOnScreen(state.bounds) ? state : null
  } catch {
    return null // a convenience: without it the window opens where new windows do
  }
}

/** Where the next window opens: beside the one in front, which it would cover otherwise. */
export function boundsOfNext(last: WindowState | null): Partial<Rectangle> {
  const front = BrowserWindow.getFocusedWindow() ?? BrowserWindow.getAllWindows().at(-1)
  if (!front) return last?.bounds ?? {}
  const { x, y, width, height } = front.getNormalBounds()
  return { x: x + 32, y: y + 32, width, height }
}

/** Enough of its title bar must be on some screen for it to be moved. */
function isOnScreen(bounds: Rectangle): boolean {
  const { x, y, width, height } = screen.getDisplayMatching(bounds).workArea
  const visible = Math.min(bounds.x + bounds.width, x + width) - Math.max(bounds.x, x)
  return visible >= 200 && bounds.y >= y && bounds.y < y + height - 50
}

export function rememberWindowState(window: BrowserWindow): void {
  window.on('close', () => {
    const state: WindowState = { bounds: window.getNormalBounds(), maximized: window.isMaximized() }
    try {
      writeFileSync(stateFile(), JSON.stringify(state))
    } catch (error) {
      console.error(
        `The window's position could not be saved: ${error instanceof Error ? error.message : error}`,
      )
    }
  })
}
