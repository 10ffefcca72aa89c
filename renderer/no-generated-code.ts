import { config } from 'zod'

/**
 * Imported before all else: the content policy allows no generated code, and without this zod tries it, which browsers
 * report as a violation.
 */
config({ jitless: true })
