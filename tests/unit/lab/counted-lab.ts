/** The lab under test, which first writes down that it was started. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'

const [, folder = ''] = process.argv.slice(2)
appendFileSync(join(folder, 'starts'), `${process.pid}\n`)
await import('./counting-lab.ts')
