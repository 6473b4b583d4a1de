/** Questions to begin with. */
export const sqlExamples: readonly { readonly words: string; readonly sql: string }[] = [
  {
    words: 'Best runs by test error',
    sql: 'select name, design, best_test_error, trained_ms / 60000.0 as minutes\nfrom runs\nwhere best_test_error is not null\norder by best_test_error\nlimit 20',
  },
  {
    words: 'Mean and spread over seeds',
    sql: 'select design, recipe, count(*) as n, avg(test_error) as mean, min(test_error) as least, max(test_error) as most\nfrom runs\ngroup by design, recipe\nhaving n > 1\norder by mean',
  },
  {
    words: 'Test error by epoch',
    sql: 'select name, epoch, test_error\nfrom epochs join runs using (run)\norder by name, epoch',
  },
  {
    words: 'Steps whose loss was not finite',
    sql: 'select run, step, loss\nfrom steps\nwhere not finite',
  },
  {
    words: 'What each run was trained by',
    sql: "select run, attempt, machine ->> 'tensorflow' as tensorflow, machine ->> 'processor' as processor\nfrom attempts\norder by run, attempt",
  },
  {
    words: 'Space by run',
    sql: 'select name, bytes / 1e6 as megabytes\nfrom runs\norder by bytes desc',
  },
]
