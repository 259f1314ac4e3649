import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, test } from 'vitest'
import { Deliveries } from '../../../../src/testing/memory/deliveries.ts'
import { turns } from '../../../support/process/gate.ts'

test('deliveries are made in the order in which they were added, also those that a delivery adds', async () => {
  const deliveries = new Deliveries()
  const made: string[] = []
  for (const name of ['a', 'b', 'c']) {
    deliveries.add(() => {
      made.push(name)
      deliveries.add(() => made.push(`${name}2`))
    })
  }
  expect(made).toEqual([])
  await turns(1)
  expect(made).toEqual(['a', 'b', 'c', 'a2', 'b2', 'c2'])
})

test('everything that promises do because of one delivery is done before the next one', async () => {
  const deliveries = new Deliveries()
  const done: string[] = []
  for (const name of ['a', 'b']) {
    deliveries.add(() => {
      void (async () => {
        for (let step = 0; step < 5; step++) await undefined
        done.push(`${name} handled`)
      })()
      done.push(name)
    })
  }
  await turns(1)
  expect(done).toEqual(['a', 'a handled', 'b', 'b handled'])
})

test('deliveries that add further ones without end let the event loop turn', async () => {
  const deliveries = new Deliveries()
  let made = 0
  let isOver = false
  const deliver = (): void => {
    made++
    if (!isOver) deliveries.add(deliver)
  }
  deliver()
  await new Promise(resolve => setTimeout(resolve, 5))
  isOver = true
  expect(made).toBeGreaterThan(63)
})

test('a delivery that throws does not hold up the next one', async () => {
  const deliveries = new Deliveries()
  const thrown = new Promise(resolve => process.once('uncaughtException', resolve))
  const listeners = process.listeners('uncaughtException').slice(0, -1)
  for (const listener of listeners) process.off('uncaughtException', listener)
  const made: string[] = []
  deliveries.add(() => {
    throw new Error('mistake')
  })
  deliveries.add(() => made.push('next'))
  expect(await thrown).toMatchObject({ message: 'mistake' })
  for (const listener of listeners) process.on('uncaughtException', listener)
  await turns(2)
  expect(made).toEqual(['next'])
})

test('a delivery runs in no async context of the sender', async () => {
  const deliveries = new Deliveries()
  const stores = new AsyncLocalStorage<string>()
  const seen: unknown[] = []
  stores.run('caller', () => deliveries.add(() => seen.push(stores.getStore())))
  await turns(1)
  expect(seen).toEqual([undefined])
})
