# shellcheck shell=bash
# solaris-bourne.sh, sourced by solaris-sh.sh: finds what the Bourne shell of Solaris 10 does not take [S net_include and
# smf_include work around it; M the words]. It knows quotes, backquotes, comments and here-documents, and no more of the
# grammar than where a command begins.

quote='' stack='' start=yes word='' line_number=0 heredoc='' heredoc_quoted=''

bourne() { # TEXT
  word='' start=yes
  local line
  while IFS= read -r line || [ -n "$line" ]; do
    line_number=$((line_number + 1))
    if [ -n "$heredoc" ]; then
      if [ "${line##"${line%%[!	]*}"}" = "$heredoc" ] || [ "$line" = "$heredoc" ]; then heredoc='' && continue; fi
      [ -n "$heredoc_quoted" ] || quoted_text "$line"
      continue
    fi
    next_heredoc=''
    scan "$line"
    heredoc=$next_heredoc
    [ -n "$quote" ] || end_of_word
    [ -n "$quote" ] || start=yes command=''
  done <<<"$1"
}

refuse() { # MESSAGE [STATUS]
  echo "sh: $1" >&2
  exit "${2:-2}"
}

# Whatever differs quietly and is not worth playing.
beyond() { # WHAT
  echo "culvert-lab: sh: line $line_number: the personality does not know $1 in the Bourne shell" >&2
  echo "sh: line $line_number: the personality does not know $1 in the Bourne shell" >>/var/log/personality
  exit 70
}

scan() { # LINE
  local rest=$1 head char
  while [ -n "$rest" ]; do
    if [ "$quote" = "'" ]; then
      [[ $rest == *"'"* ]] || return 0
      rest=${rest#*\'} quote='' word+=q
      continue
    fi
    head=${rest%%[\'\"\\\`\$#\;\&|\(\)\<\> 	^!~]*}
    if [ -n "$head" ]; then
      word+=$head
      rest=${rest:${#head}}
      continue
    fi
    char=${rest:0:1}
    rest=${rest:1}
    case $char in
      "'") if [ -n "$quote" ]; then word+=$char; else quote="'"; fi ;;
      '"') if [ "$quote" = '"' ]; then quote=''; else quote='"'; fi && word+=q ;;
      \\) rest=${rest:1} word+=q ;;
      \`) backquote ;;
      \$) dollar ;;
      *) if [ -n "$quote" ]; then word+=$char; else separator; fi ;;
    esac
    [ "$char" != '#' ] || [ -n "$quote" ] || [ -n "$rest" ] || return 0
  done
}

# The quote that was open outside is open again behind it.
backquote() {
  if [[ -n $stack ]]; then
    end_of_word
    quote=${stack%.} stack='' word=q
  else
    stack=$quote. quote='' start=yes command='' word=''
  fi
}

dollar() {
  case $rest in
    \(*) [ -z "$quote" ] || beyond "\$( in double quotes"; refuse "syntax error: \`(' unexpected" ;;
    \{*)
      local inside=${rest#\{} name
      name=${inside%%[!A-Za-z0-9_]*}
      inside=${inside:${#name}}
      case $inside in
        \}* | [-=?+]*) ;;
        :[-=?+]*) ;;
        *) [[ -z $name && $inside == [@*#?\$!-]* && $inside != '#'[A-Za-z_]* ]] || refuse 'bad substitution' 1 ;;
      esac
      ;;
    \'*) [ -n "$quote" ] || beyond "\$'…'" ;;
  esac
  word+=q
}

separator() {
  case $char in
    '#')
      if [ -z "$word" ]; then rest=''; else word+=$char; fi
      return
      ;;
    '^') beyond "^, which is a pipe there" ;;
    '~') [[ -n $word && $word != *= ]] || beyond "a tilde, which is only a character there" ;;
    '!') word+=$char && return ;;
  esac
  [ "$char" != '~' ] || { word+=$char && return; }
  end_of_word
  case $char in
    ';' | '&' | '|' | '(' | ')') start=yes command='' ;;
    '<') here_document ;;
    '>') [[ $rest != '|'* ]] || refuse "syntax error: \`|' unexpected" ;;
  esac
  case $char$closed in ["<>"]yes) beyond 'a compound command with a redirection, which is a subshell there' ;; esac
}

here_document() {
  [[ $rest == '<'* ]] || return 0
  rest=${rest#<}
  [[ $rest != '<'* ]] || refuse "syntax error: \`<' unexpected"
  local target=${rest#-}
  target=${target#"${target%%[! ]*}"}
  target=${target%%[ ;|&]*}
  heredoc_quoted=''
  [[ $target != *[\'\"\\]* ]] || heredoc_quoted=yes
  next_heredoc=${target//[\'\"\\]/}
}

# What a here-document expands.
quoted_text() { # LINE
  local rest=$1 quote='"'
  while [[ $rest == *\$* ]]; do
    [[ ${rest%%\$*} == *\\ ]] || { rest=${rest#*\$} && dollar && continue; }
    rest=${rest#*\$}
  done
  word=''
}

closed='' command=''
# Looks at the word that has just ended.
end_of_word() {
  [ -n "$word" ] || return 0
  closed=''
  if [ -n "$start" ]; then
    case $word in
      '!') refuse '!: not found' 1 ;;
      'if' | 'then' | 'else' | 'elif' | 'do' | 'while' | 'until' | '{') word='' && return ;;
      'done' | 'fi' | 'esac' | '}') closed=yes ;;
      local | typeset | declare | select | function | '[[' | let | print | source) refuse "$word: not found" 1 ;;
      [A-Za-z_]*=*) word='' && return ;;
    esac
    start='' command=$word
  else
    argument
  fi
  word=''
}

argument() {
  case $command:$word in
    export:*=* | readonly:*=*) refuse "$word: is not an identifier" 1 ;;
    read:-*) refuse "$word: is not an identifier" 1 ;;
    test:-e | '[:-e' | test:-[no]t | '[:-[no]t' | test:-ef | '[:-ef') refuse 'test: argument expected' 1 ;;
    'test:==' | '[:==') refuse 'test: unknown operator ==' 1 ;;
    unset:-f | cd:-*) refuse "$word: bad option" 1 ;;
    trap:EXIT | trap:HUP | trap:INT | trap:TERM) refuse "bad trap" 1 ;;
    set:-*[bCmo]* | set:+o) refuse "$word: bad option(s)" 1 ;;
  esac
}
