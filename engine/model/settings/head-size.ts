import { configError } from './config-fields'

type Setting = [name: string, value: number]

/** The size of each head, where the heads divide the width of the residual stream among them. @throws PatchbayError (bad-input) where they cannot. */
export function dividedHeadSize([widthName, width]: Setting, [headsName, heads]: Setting): number {
  if (width % heads === 0) return width / heads
  throw configError(`${widthName} ${width} cannot be divided among ${headsName} ${heads} heads`)
}

/** @throws PatchbayError (bad-input) where the heads cannot share so many keys and values evenly. */
export function checkSharing([headsName, heads]: Setting, [kvName, kvHeads]: Setting): void {
  if (heads % kvHeads === 0) return
  throw configError(`${headsName} ${heads} cannot be divided among ${kvName} ${kvHeads}`)
}
