/** Moments as text, in the computer's time zone: in lists, in notices and in the ids of runs alike. */

/** `2026-11-21 14:02` */
export function dateAndTime(time: number): string {
  const { day, hour, minute } = partsOf(time)
  return `${day.join('-')} ${hour}:${minute}`
}

/** `20261121-140230`: part of a name of a file or a folder. */
export function fileStamp(time: number): string {
  const { day, hour, minute, second } = partsOf(time)
  return `${day.join('')}-${hour}${minute}${second}`
}

function partsOf(time: number): { day: string[]; hour: string; minute: string; second: string } {
  const date = new Date(time)
  const two = (value: number): string => String(value).padStart(2, '0')
  return {
    day: [String(date.getFullYear()), two(date.getMonth() + 1), two(date.getDate())],
    hour: two(date.getHours()),
    minute: two(date.getMinutes()),
    second: two(date.getSeconds()),
  }
}
