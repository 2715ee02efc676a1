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

/** Files are offered where we have nothing to propose, as the other shells do. */
const zsh = `#compdef breakwater
_breakwater() {
  local -a candidates
  candidates=(\${(f)"$("\${words[1]}" ${completeCommand} "\${(@)words[2,CURRENT]}" 2>/dev/null)"})
  if (( \${#candidates} )); then compadd -a candidates; else _files; fi
}
compdef _breakwater breakwater ./breakwater
`;

/** The program is called as it was typed: it need not be on the PATH. */
const fish = `function __breakwater_complete
  set -l words (commandline -opc)
  $words[1] ${completeCommand} $words[2..] (commandline -ct) 2>/dev/null
end
complete -c breakwater -f -a '(__breakwater_complete)'
complete -c breakwater -s f -l file -r -F
`;

export const completionScripts: Readonly<Record<Shell, string>> = { bash, zsh, fish };
