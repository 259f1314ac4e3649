/** Says that a group does not exist, and where to look, as the end of a sentence. */
export const noGroup = (group: string): string => `there is no group ${group}: kafkawire groups list shows the groups`
