/** Scripts that let a shell ask this program what can be typed next. */
export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

/** First argument of the hidden call that a shell makes: the words typed so far follow, the last one perhaps unfinished. */
export const completeCommand = '__complete';

const bash = `_breakwater() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" ${completeCommand} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o default -F _breakwater breakwater ./breakwater
`;

const zsh = `#compdef breakwater
_breakwater() {
  local -a candidates
  candidates=("\${(@f)$("\${words[1]}" ${completeCommand} "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  compadd -a candidates
}
compdef _breakwater breakwater ./breakwater
`;

const fish = `complete -c breakwater -f -a '(breakwater ${completeCommand} (commandline -opc)[2..] (commandline -ct) 2>/dev/null)'
`;

export const completionScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
