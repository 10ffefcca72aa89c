/** True where typed keys go into a field: single-key shortcuts must not act. */
export function isField(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false
  return target.isContentEditable || takesLetters(target.tagName, target.getAttribute('type') ?? '')
}

/** True where a key is for what is open above the view, also where the key has closed it just before. */
export function isInDialog(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  return !target.isConnected || target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null
}

/** Whether an element is typed into. A checkbox is an input too, but is only pressed. */
export function takesLetters(tagName: string, type: string): boolean {
  return /^(TEXTAREA|SELECT)$/.test(tagName) || (tagName === 'INPUT' && !PRESSED.includes(type))
}

const PRESSED: readonly string[] = ['checkbox', 'radio', 'range', 'button', 'submit', 'file']

/** Gives a field the focus once the view that has it is on screen. */
export function focusField(id: string): void {
  requestAnimationFrame(() => document.getElementById(id)?.focus())
}

/** Gives the picture of the view the focus once it is on screen: its keys go on from what was chosen elsewhere. */
export function focusCanvas(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main [role=application]')?.focus())
}
