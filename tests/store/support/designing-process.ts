/**
 * Saves a design again and again with its undo history, and every third time a version of it, and prints each number once that is acknowledged;
 * its parent kills it. Goes on after what it finds.
 */
import { openLibrary } from '../../../core/store/library.ts'
import { designed, lastDesigned, saveDesigned } from './designed.ts'

const [folder = ''] = process.argv.slice(2)
const library = openLibrary(folder)
for (let number = lastDesigned(library) + 1; ; number += 1) {
  saveDesigned(library, number)
  if (number % 3 === 0) library.versions.save('a', `version ${number}`, designed(number))
  console.log(number)
}
