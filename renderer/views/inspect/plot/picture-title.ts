/** Room of a picture's title and of what it shows, above what is drawn, in px. */
export const titleHeight = 44
