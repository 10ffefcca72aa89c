import { expect, it } from 'vitest'
import { stabilityObstacle } from './stability-obstacle'

it('says why the stability of a circuit cannot be measured', () => {
  const of = (method: Parameters<typeof stabilityObstacle>[0]['method'], more: object = {}) =>
    stabilityObstacle({ method, state: 'done', promptCount: 8, ...more })
  expect(of('acdc')).toBeNull()
  expect(of('eap')).toBeNull()
  expect(of('import')).toBe('An opened file does not say how its circuit was found.')
  expect(of('evaluate')).toBe('It is measured of the run that found the circuit.')
  expect(of('tests')).toBe('It is measured of the run that found the circuit.')
  expect(of('check')).toBe('This run looks for no circuit.')
  expect(of('acdc', { state: 'running' })).toBe('The run is not done.')
  expect(of('acdc', { promptCount: 1 })).toBe(
    'It was found on a single pair of prompts, of which there are no other samples.',
  )
})
