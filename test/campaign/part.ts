// The program of a process that runs a part of the schedules. `bundle.ts` makes one file of it.
// The first module changes functions of Node that the others keep when they are loaded.
import './simulation/seeded-chance.ts'
import './main.ts'
