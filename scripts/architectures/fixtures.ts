import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { planModel } from '../../engine/model/architectures'
import { inProject } from '../project'

/** A model of fixtures/ with reference numbers. */
export interface Fixture {
  name: string
  /** As Markdown, from docs/. */
  link: string
  values: Record<string, unknown>
  plan: ReturnType<typeof planModel>
}

export function readFixtures(): Fixture[] {
  return ['fixtures', 'fixtures/architectures'].flatMap((folder) =>
    readdirSync(inProject(folder))
      .sort()
      .filter((name) => existsSync(inProject(folder, name, 'config.json')))
      .map((name) => {
        const file = path.join(inProject(folder, name), 'config.json')
        const values = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
        return { name, link: `[${name}](../${folder}/${name})`, values, plan: planModel(values) }
      }),
  )
}
