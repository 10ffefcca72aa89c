import { writeFileSync } from 'node:fs'
import { inProject } from '../project'
import { architecturesDocument } from './document'

/** `npm run architectures`: writes docs/architectures.md. */
writeFileSync(inProject('docs', 'architectures.md'), architecturesDocument())
