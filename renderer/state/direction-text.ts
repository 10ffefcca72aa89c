import type { Ablation, Direction } from '../../contract'

/** What becomes of a patched activation, where it is not simply the other run's. */
const ABLATED: Record<Exclude<Ablation, 'resample'>, string> = {
  zero: 'is set to 0',
  mean: 'becomes its mean over the corrupt prompts at that position',
  'mean-over-positions': 'becomes its mean over all positions of the corrupt prompts',
}

/** What patching is, in a sentence. */
export function directionText(direction: Direction, ablation: Ablation): string {
  const [base, other, finding] =
    direction === 'noising'
      ? ['clean', 'corrupt', 'what breaks the behaviour was needed']
      : ['corrupt', 'clean', 'what restores the behaviour was enough']
  const patched = ablation === 'resample' ? `comes from the ${other} run` : ABLATED[ablation]
  return `The model runs on the ${base} prompt and one activation ${patched}: ${finding}.`
}

/** What the ends of the colour ramp mean where effects are shown. */
export function redMeans(direction: Direction | null): { red: string; blue: string } {
  return direction === 'denoising'
    ? { red: 'patching restores', blue: 'patching worsens' }
    : { red: 'patching hurts', blue: 'patching helps' }
}
