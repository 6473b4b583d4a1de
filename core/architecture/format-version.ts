/** Version of the .stagecraft file format that is written. */
export const formatVersion = 2
