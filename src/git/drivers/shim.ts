/** What the shim starts: see `program.ts`. */
export interface Started {
  /** The Node to try first; a bare `node` is that of the PATH. */
  node: string;
  /** What the shell makes of this is the script. */
  script: string;
  /** What is noted of the script, on a line of its own; nothing where none is to be found there again. */
  note?: string | undefined;
}

/**
 * The text of `<git common dir>/tracker/run`, through which git starts the drivers: `diff-driver` with git's arguments of
 * an external diff, `merge-driver BASE OURS THEIRS PATH SIZE`. Whatever is missing, a diff is shown and ends well: a reader
 * must get to the other files. A merge that cannot be made ends with 1, which git takes for a conflict.
 */
export function renderShim({ node, script, note }: Started): string {
  return `#!/bin/sh
# git starts tracker's drivers through this file, and it nothing that lies in a work tree. "tracker init" writes it.
${note === undefined ? '' : `# ${note}\n`}node=${quote(node)}
script=${script}
${body}`;
}

/** For the shell, as one word. Windows takes slashes as well, and its shell nothing else. */
export function quote(text: string): string {
  return `'${text.replaceAll('\\', '/').replaceAll("'", "'\\''")}'`;
}

/** The Node that a shim names. */
export const nodeIn = (shim: string): string | undefined => /^node='(.*)'$/m.exec(shim)?.[1]?.replaceAll("'\\''", "'");

const body = `
run() {
  [ -f "$script" ] || return 1
  [ -x "$node" ] || node=node
  "$node" "$script" "$@"
}

# .gitattributes can give any path to these drivers: what is not the tracker's is shown and merged as by git itself.
is_ours() {
  case $1 in .tracker/data.db | */.tracker/data.db) return 0 ;; esac
  return 1
}

# The arguments of diff-driver: path, file, object and mode before, the same three after, the path after where it is another.
show_diff() {
  if [ $# -lt 7 ]; then
    printf '* Unmerged path %s\\n' "$1"
    return
  fi
  if is_ours "$1" || is_ours "\${8:-}"; then
    show_tickets "$2" "$5" ||
      echo 'No tickets are shown, as tracker cannot be started here: install it, then run "tracker init".'
  fi
  show_patch "$@" || printf 'diff --git a/%s b/%s\\nBinary files a/%s and b/%s differ\\n' "$1" "$1" "$1" "$1"
}

show_tickets() {
  if git config --get-colorbool color.diff; then
    for colour in 'meta bold' 'frag cyan' 'old red' 'new green'; do
      set -- "$@" "$(git config --get-color "color.diff.\${colour% *}" "\${colour#* }")"
    done
  fi
  run diff-text "$@" 2>/dev/null
}

# What git itself shows of these two versions, by their whole names and with both in the repository: "git apply" then finds
# them here, and refuses all of the patch elsewhere. Trees and index of the comparison are thrown away.
show_patch() (
  folder=$(mktemp -d) && mkdir "$folder/objects" || exit 1
  trap 'rm -rf "$folder"' EXIT
  objects=$(cd "$(git rev-parse --git-path objects)" && pwd) || exit 1
  others=$objects\${GIT_ALTERNATE_OBJECT_DIRECTORIES:+:$GIT_ALTERNATE_OBJECT_DIRECTORIES}
  old=$(store "$1" "$2" "$3" "$4") && new=$(store "\${8:-$1}" "$5" "$6" "$7") || exit 1
  [ ! -e "$folder/apart" ] || echo 'This cannot be applied as a patch: the repository cannot be written.'
  export GIT_OBJECT_DIRECTORY="$folder/objects" GIT_ALTERNATE_OBJECT_DIRECTORIES="$others" GIT_INDEX_FILE="$folder/index"
  tree=$(enter "$old" "$4" "$1" && plain_git write-tree --missing-ok) && rm -f "$folder/index" || exit 1
  enter "$new" "$7" "\${8:-$1}" || exit 1
  plain_git --no-pager diff --cached --no-ext-diff --no-textconv --full-index "$tree"
)

# Prints the name of a version's object. A file of the work tree has none yet.
store() {
  case $3 in
    .) return ;;
    *[!0]*) echo "$3"; return ;;
  esac
  case $4 in
    120000) set -- "$2" --no-filters ;;
    *) set -- "$2" "--path=$1" ;;
  esac
  git hash-object -w "$2" -- "$1" 2>/dev/null && return
  : >"$folder/apart"
  GIT_OBJECT_DIRECTORY=$folder/objects GIT_ALTERNATE_OBJECT_DIRECTORIES=$others git hash-object -w "$2" -- "$1"
}

enter() {
  [ "$2" = . ] || printf '%s %s 0\\t%s\\000' "$2" "$1" "$3" | plain_git update-index -z --index-info
}

plain_git() { git -c core.splitIndex=false -c core.fsmonitor=false "$@"; }

merge() {
  if is_ours "$4"; then
    run merge-driver "$1" "$2" "$3"
  else
    git merge-file --marker-size="\${5:-7}" -L ours -L base -L theirs "$2" "$1" "$3"
  fi
}

command=$1
case $command in
  diff-driver)
    shift
    # A reader that goes away, as "| head" does, ends the writer, and that is no failure.
    (show_diff "$@")
    exit 0
    ;;
  merge-driver)
    shift
    merge "$@" || exit 1
    ;;
  *) run "$@" ;;
esac
`;
