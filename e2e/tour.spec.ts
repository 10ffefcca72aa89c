import { expect, test } from './shells'
import { Workbench } from './workbench'

test('the tour ends with a found, judged and explained circuit, and is left and taken up again', async ({
  app,
}) => {
  const bench = new Workbench(app)
  await bench.page.getByRole('button', { name: 'Take the tour' }).click()
  const tour = () => app.page.getByRole('region', { name: 'Tour' })
  const says = (text: string | RegExp) => expect(tour().getByRole('status')).toContainText(text)
  const next = () =>
    tour()
      .getByRole('button', { name: /^Next: / })
      .click()
  const pointed = () => app.page.locator('[data-tour-target]')

  await says(/1 of 12.*goes on with “/)
  await next()
  await says(/The model is right on \d+ of 32 prompts/)
  // Whoever goes on by the road is followed.
  await pointed().click()
  await says('3 of 12')
  await expect(pointed()).toHaveText('Screen these 32 prompts')
  await pointed().click()
  await says(/\d+ sites estimated; the strongest node is /)
  await next()
  await tour().getByRole('button', { name: 'Do it for me' }).click()
  await says('5 sites chosen: ')

  await tour().getByRole('button', { name: 'Leave the tour' }).click()
  await expect(tour()).toHaveCount(0)
  // A browser keeps it by address, which another start of the shell changes.
  await (app.electron ? app.restart() : app.page.reload())
  await new Workbench(app).show('Discover')
  await app.page.getByRole('button', { name: 'Go on with the tour' }).click()
  await says(/4 of 12.*5 sites chosen: /)
  await next()
  for (const found of [
    /Measured exactly, .* the estimate was /,
    / edges? measured; the strongest is /,
    /ACDC kept \d+ of 262 edges/,
    /kept edges? into it/,
    /as many edges drawn at random keep /,
  ]) {
    await tour().getByRole('button', { name: 'Do it for me' }).click()
    await says(found)
    await next()
  }
  await says(/By their numbers, /)
  await next()
  await pointed().click()
  await says(/You say /)
  await next()
  await says(/A found, judged and explained circuit: \d+ edges, which keep /)
  await tour().getByRole('button', { name: 'Finish' }).click()
  await expect(tour()).toHaveCount(0)
})
