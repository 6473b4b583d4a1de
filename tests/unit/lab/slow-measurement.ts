/** A measurement that never ends by itself. */
process.stdout.write('{"done":1,"total":100}\n')
setInterval(() => undefined, 1000)
