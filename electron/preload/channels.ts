/** Names of the messages between preload and main, and what they carry. */
export const channels = {
  /** page → main: connects a new pipe; answers null, or why there is none. */
  labConnect: 'lab:connect',
  /** both ways: (connection, frame). */
  labFrame: 'lab:frame',
  /** both ways: (connection) is closed. */
  labClose: 'lab:close',
  /** main → page: (command id). */
  command: 'command',
  /** main → page: (run) whose notice was clicked. */
  showRun: 'show-run',
  /** page → main: pastes. */
  paste: 'paste',
  /** main → page: (question number); the page answers twice, "heard" at once and then the person's answer. */
  closing: 'closing',
  closingHeard: 'closing:heard',
  closingAnswer: 'closing:answer',
  /** page → main, each answered: see LibraryBridge. */
  librariesRecent: 'libraries:recent',
  librariesOpen: 'libraries:open',
  librariesOpenRecent: 'libraries:open-recent',
  librariesForget: 'libraries:forget',
  librariesChooseNewFolder: 'libraries:choose-new-folder',
  librariesSwitchTo: 'libraries:switch-to',
  /** page → main, answered: (folder of a report) is printed; null, or why it was not. */
  printReport: 'report:print',
  /** page → main: 'light' or 'dark'. */
  theme: 'theme',
} as const
