import { expect, test } from './shells'
import { Workbench } from './workbench'

test('a picture of the circuit carries its title', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  // The picture is caught in the page instead of being saved, which each shell does differently.
  const saved = await page.evaluateHandle(() => {
    HTMLAnchorElement.prototype.click = () => undefined
    const picture = new Promise<Blob>((resolve) => {
      URL.createObjectURL = (blob) => {
        resolve(blob as Blob)
        return 'about:blank'
      }
    })
    return { picture }
  })
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Picture as PNG' }).click()
  const inkByLine = await saved.evaluate(async ({ picture }) => {
    const image = await createImageBitmap(await picture)
    const canvas = document.createElement('canvas')
    Object.assign(canvas, { width: image.width, height: image.height })
    const pen = canvas.getContext('2d')!
    pen.drawImage(image, 0, 0)
    const { data } = pen.getImageData(0, 0, image.width, 142)
    const ink = (top: number, bottom: number) => {
      let count = 0
      for (let at = top * image.width * 4; at < bottom * image.width * 4; at += 4)
        if (Math.abs(data[at] - data[0]) > 60) count++
      return count
    }
    return [ink(0, 38), ink(40, 74), ink(74, 108), ink(108, 142)]
  })
  // A margin, then run and counts, model and prompts, settings.
  expect(inkByLine[0]).toBe(0)
  for (const ink of inkByLine.slice(1)) expect(ink).toBeGreaterThan(200)
})

test('a report of a run opens without the program', async ({ app }) => {
  const bench = new Workbench(app)
  const { page } = app
  await bench.runToTheEnd()
  const saved = await page.evaluateHandle(() => {
    HTMLAnchorElement.prototype.click = () => undefined
    const file = new Promise<Blob>((resolve) => {
      URL.createObjectURL = (blob) => {
        resolve(blob as Blob)
        return 'about:blank'
      }
    })
    return { file }
  })
  await page.getByRole('button', { name: 'Export', exact: true }).click()
  await page.getByRole('menuitem', { name: 'Report as HTML' }).click()
  const text = await saved.evaluate(async ({ file }) => (await file).text())
  const found = await page.evaluate((html) => {
    const report = new DOMParser().parseFromString(html, 'text/html')
    return {
      title: report.querySelector('h1')?.textContent,
      pictures: report.querySelectorAll('svg[role="img"]').length,
      scripts: report.querySelectorAll('script, link, [src]').length,
    }
  }, text)
  expect(found.title).toMatch(/^Run \d+: ACDC τ/)
  // The circuit, the matrix and the pruning, each in two themes.
  expect(found.pictures).toBe(6)
  expect(found.scripts).toBe(0)
})
