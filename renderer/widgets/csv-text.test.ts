import { describe, expect, it } from 'vitest'
import { csvText, withAbout } from './csv-text'

describe('comma-separated values', () => {
  it('quote tokens with spaces, commas, quotes and line breaks, and leave out NaN', () => {
    const rows = [
      ['token', 'effect'],
      [' Mary', 0.5],
      ['say "no", twice', NaN],
      ['a\nb', -1e-7],
    ]
    expect(csvText(rows)).toBe('token,effect\n" Mary",0.5\n"say ""no"", twice",\n"a\nb",-1e-7\n')
  })

  it('have no text that a spreadsheet computes; numbers and signs alone stay as they are', () => {
    const row = ['=HYPERLINK("x")', '-2+3', '@SUM', '+', '-', '-0.5', '+1e-7', "it's", -3]
    expect(csvText([row])).toBe(`"'=HYPERLINK(""x"")",'-2+3,'@SUM,+,-,-0.5,+1e-7,it's,-3\n`)
  })

  it('say in each row what they are of', () => {
    const rows = [
      ['edges', 'kl'],
      [14, 0.5],
      [20, 0.25],
    ]
    expect(csvText(withAbout(rows, { title: 'Run 3', metric: 'KL, kept', notes: ['not a text'] }))).toBe(
      'edges,kl,about_title,about_metric\n14,0.5,Run 3,"KL, kept"\n20,0.25,Run 3,"KL, kept"\n',
    )
  })
})
