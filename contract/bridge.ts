import type { CommandId, CommandStates } from './commands'
import type { ErrorData } from './error'
import type { HostEvent } from './events'
import type { ArgsOf, RequestName, ResultOf } from './requests'

/** An answer as plain data: transports such as contextBridge cannot carry an Error whole. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: ErrorData }

/** What a renderer finds at `window.patchbay`, in Electron (preload) and in the browser (WebSocket). */
export interface PatchbayBridge {
  shell: 'electron' | 'browser'
  /** `callId` names the call for `cancel`; any string unique among pending calls. */
  call<N extends RequestName>(name: N, args: ArgsOf<N>, callId?: string): Promise<Answer<ResultOf<N>>>
  cancel(callId: string): void
  /** Returns the function that ends the subscription. */
  onEvent(listener: (event: HostEvent) => void): () => void
  /** Native dialog in Electron; null where cancelled or where the shell has none (browser). */
  pickPath(kind: 'model-folder' | 'weights-file'): Promise<string | null>
  /** The pages of an HTML document as a PDF file; null where the shell prints through a dialog (browser). */
  makePdf(html: string): Promise<Uint8Array | null>
  /** Another window on the same workbench; it begins with the run, where one is given. */
  openWindow(runId: string | null): void
  /** What is chosen in the menus of the window. Returns the function that ends the subscription. */
  onCommand(listener: (id: CommandId) => void): () => void
  /** Says to those menus which commands can be given now. */
  showCommands(states: CommandStates): void
  /** Where a dropped file is; null where the shell does not know (browser). */
  pathOf(file: File): string | null
}

/** Messages between a shell and the host process, and over the WebSocket. */
export type ToHost =
  { kind: 'call'; callId: string; name: string; args: unknown } | { kind: 'cancel'; callId: string }
export type FromHost =
  { kind: 'answer'; callId: string; answer: Answer<unknown> } | { kind: 'event'; event: HostEvent }
