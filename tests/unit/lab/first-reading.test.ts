/** What is said while a library's runs are read for the first time: how many, and how long it takes yet; nothing of what is done at once. */
import { expect, test } from 'vitest'
import { tellReading } from '../../../core/lab/first-reading.ts'

test('says once a second how far it is, and how long the rest takes at that pace', () => {
  let at = 0
  const said: string[] = []
  const reading = tellReading(
    (text) => said.push(text),
    () => at,
  )
  for (let done = 0; done < 10_000; done += 1) {
    reading(done, 10_000)
    at += 1
  }
  expect(said).toHaveLength(9)
  expect(said[3]).toBe('Reading runs for the first time: 4,000 of 10,000, about 6 s left.')
})

test('says nothing of a library that is read within a second', () => {
  const said: string[] = []
  const reading = tellReading(
    (text) => said.push(text),
    () => 0,
  )
  for (let done = 0; done < 10_000; done += 1) reading(done, 10_000)
  expect(said).toEqual([])
})
