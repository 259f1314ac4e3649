// Loads the driver from its sources, with a clock that the simulation can replace:
//   node --import tsx --import ./test/campaign/simulation/register.mjs …
import { register } from 'node:module'

register('./module-hooks.mjs', import.meta.url)
await import('./seeded-chance.ts')
