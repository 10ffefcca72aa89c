/** Widths of ` ` to `~` in the sans font, in thousandths of its size. A file is drawn without the font at hand. */
// prettier-ignore
const WIDTHS: Record<'regular' | 'bold', readonly number[]> = {
  regular: [
  281, 288, 466, 633, 642, 982, 644, 300, 365, 365, 501, 662, 288, 460, 288, 360, 631, 407, 610,
  618, 646, 593, 620, 566, 619, 620, 288, 302, 662, 662, 662, 511, 966, 690, 654, 730, 722, 601,
  590, 746, 743, 269, 571, 672, 565, 903, 753, 765, 639, 765, 644, 642, 646, 744, 690, 985, 682,
  679, 629, 365, 360, 365, 471, 456, 323, 562, 612, 571, 612, 583, 370, 613, 591, 242, 242, 549,
  242, 876, 591, 600, 612, 612, 376, 528, 327, 591, 562, 818, 546, 562, 552, 426, 333, 426, 662,
  ],
  bold: [
  252, 321, 523, 644, 650, 1004, 663, 326, 373, 373, 540, 673, 319, 465, 319, 379, 660, 423, 623,
  636, 666, 612, 640, 576, 640, 640, 319, 329, 673, 673, 673, 543, 999, 728, 659, 737, 722, 605,
  588, 749, 746, 277, 580, 703, 565, 922, 759, 769, 645, 773, 652, 650, 660, 736, 728, 1020, 720,
  713, 652, 373, 379, 373, 481, 469, 351, 574, 624, 583, 624, 591, 389, 625, 612, 262, 262, 569,
  262, 900, 612, 609, 624, 624, 397, 549, 353, 612, 587, 839, 569, 588, 566, 455, 359, 455, 673,
  ],
}

const FIRST = 32
/** Every letter of the mono font. */
const MONO = 600
/** Letters of other scripts; those of East Asia are as wide as they are high. */
const OTHER = 640
const WIDE = 1000
const FIRST_WIDE = 0x2e80

/** Where the font is missing, a wider one takes its room. */
const SPARE = 1.16

export interface TextLook {
  size: number
  isBold?: boolean
  isMono?: boolean
}

/** How much room a text needs, in pixels, in the interface's font and in those that stand in for it. */
export function textWidth(text: string, { size, isBold = false, isMono = false }: TextLook): number {
  const widths = WIDTHS[isBold ? 'bold' : 'regular']
  let width = 0
  for (const character of text) {
    const code = character.codePointAt(0)!
    if (code >= FIRST_WIDE) width += WIDE
    else if (isMono) width += MONO
    else width += widths[code - FIRST] ?? OTHER
  }
  return (SPARE * width * size) / 1000
}

/** A text in lines of at most this width, broken between words, within a word only where it is longer than a line. */
export function wrapped(text: string, width: number, look: TextLook): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ').flatMap((each) => pieces(each, width, look))) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && textWidth(longer, look) > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, line]
}

function pieces(word: string, width: number, look: TextLook): string[] {
  if (textWidth(word, look) <= width) return [word]
  const found: string[] = []
  let piece = ''
  for (const character of word) {
    if (piece !== '' && textWidth(piece + character, look) > width) {
      found.push(piece)
      piece = ''
    }
    piece += character
  }
  return [...found, piece]
}
