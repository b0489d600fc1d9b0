# shellcheck shell=bash
# What ./musicfs and ./verify share: finding a JDK and Maven, installing packages.
# Sourced, never run. Sets nothing but functions and these:

# The oldest Java this runs on.
MFS_JAVA_LEAST=25
# Where JDKs are looked for, in this order, after JAVA_HOME. Tests name others.
: "${MFS_JVM_DIRS:=/usr/lib/jvm:${HOME:-/root}/.sdkman/candidates/java}"

mfs_say() { printf 'musicfs: %s\n' "$*" >&2; }

# Prints a message, then indented lines of what to do, and ends with the exit code for a machine
# that lacks something (docs/cli.md).
mfs_die() {
  mfs_say "$1"
  shift
  (($# == 0)) || printf '  %s\n' "$@" >&2
  exit 10
}

# Prints the major version of the JDK in directory $1, or 0. Reads its release file: starting it
# would take 40 ms.
mfs_java_major() {
  local line version=
  [[ -x $1/bin/java && -r $1/release ]] || { printf 0; return; }
  while IFS= read -r line; do
    [[ $line == JAVA_VERSION=* ]] && version=${line#JAVA_VERSION=}
  done <"$1/release"
  version=${version//\"/}
  version=${version%%[!0-9]*}
  printf '%s' "${version:-0}"
}

# Sets MFS_JAVA_HOME to a JDK (with a compiler) that is new enough: JAVA_HOME if it is, else the
# oldest one that is new enough among the usual places, else the one in PATH. Fails if there is none.
mfs_find_jdk() {
  local dir home major best=0 path_java
  local -a dirs
  MFS_JAVA_HOME=
  if [[ -n ${JAVA_HOME:-} && -x $JAVA_HOME/bin/javac ]] &&
    (($(mfs_java_major "$JAVA_HOME") >= MFS_JAVA_LEAST)); then
    MFS_JAVA_HOME=$JAVA_HOME
    return 0
  fi
  IFS=: read -r -a dirs <<<"$MFS_JVM_DIRS"
  for dir in "${dirs[@]}"; do
    for home in "$dir"/*/; do
      home=${home%/}
      [[ -x $home/bin/javac ]] || continue
      major=$(mfs_java_major "$home")
      # The oldest that will do is the one this was tested with.
      if ((major >= MFS_JAVA_LEAST && (best == 0 || major < best))); then
        best=$major
        MFS_JAVA_HOME=$home
      fi
    done
  done
  [[ -z $MFS_JAVA_HOME ]] || return 0
  path_java=$(command -v java) || return 1
  home=$(readlink -f -- "$path_java")
  home=${home%/bin/java}
  [[ -x $home/bin/javac ]] && (($(mfs_java_major "$home") >= MFS_JAVA_LEAST)) || return 1
  MFS_JAVA_HOME=$home
}

# Ends with the commands that install a JDK here.
mfs_die_without_jdk() {
  local codename=
  if mfs_package_known openjdk-25-jdk-headless; then
    mfs_die "no JDK $MFS_JAVA_LEAST or newer found (JAVA_HOME, $MFS_JVM_DIRS, PATH); install one:" \
      "sudo apt-get install -y openjdk-25-jdk-headless"
  fi
  if command -v apt-get >/dev/null; then
    # shellcheck disable=SC1091
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    mfs_die "no JDK $MFS_JAVA_LEAST or newer found (JAVA_HOME, $MFS_JVM_DIRS, PATH); install one:" \
      "sudo apt-get install -y wget gpg" \
      "wget -qO- https://packages.adoptium.net/artifactory/api/gpg/key/public | sudo gpg --dearmor -o /usr/share/keyrings/adoptium.gpg" \
      "echo 'deb [signed-by=/usr/share/keyrings/adoptium.gpg] https://packages.adoptium.net/artifactory/deb ${codename:-bookworm} main' | sudo tee /etc/apt/sources.list.d/adoptium.list" \
      "sudo apt-get update && sudo apt-get install -y temurin-25-jdk"
  fi
  mfs_die "no JDK $MFS_JAVA_LEAST or newer found (JAVA_HOME, $MFS_JVM_DIRS, PATH); install one:" \
    "curl -s https://get.sdkman.io | bash && sdk install java 25-tem"
}

# Prints the prefix that makes a command run as root without a question: nothing for root, "sudo -n"
# where sudo asks no password. Fails where neither is so.
mfs_root_prefix() {
  if ((EUID == 0)); then
    return 0
  fi
  command -v sudo >/dev/null && sudo -n true 2>/dev/null && printf 'sudo -n'
}

mfs_package_known() {
  command -v apt-cache >/dev/null && apt-cache show "$1" >/dev/null 2>&1
}

# Installs Debian packages. Fails, after printing the exact command, where it may not or cannot.
mfs_install() {
  local prefix
  local -a root=()
  if command -v apt-get >/dev/null && prefix=$(mfs_root_prefix); then
    [[ -z $prefix ]] || read -r -a root <<<"$prefix"
    mfs_say "installing $*"
    if "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1; then
      return 0
    fi
    # The lists may be missing (containers) or old.
    "${root[@]}" apt-get update -q >/dev/null 2>&1 || true
    if "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -y --no-install-recommends "$@" >/dev/null 2>&1; then
      return 0
    fi
    mfs_say "apt-get could not install $*; try it by hand:"
  else
    mfs_say "missing: $*; install with:"
  fi
  printf '  sudo apt-get update && sudo apt-get install -y %s\n' "$*" >&2
  return 1
}

# Whether the program that mounts for users is here. libfuse 2 is needed only by who asks for that
# backend; the daemon says so.
mfs_has_fuse() { command -v fusermount3 >/dev/null; }

# Makes sure that users can mount, or ends.
mfs_need_fuse() {
  mfs_has_fuse && return 0
  mfs_install fuse3 && mfs_has_fuse && return 0
  command -v apt-get >/dev/null ||
    printf '  %s\n' "Fedora: sudo dnf install fuse3" "Arch: sudo pacman -S fuse3" >&2
  exit 10
}

# Makes sure that Maven is here, or ends.
mfs_need_maven() {
  command -v mvn >/dev/null && return 0
  mfs_install maven && command -v mvn >/dev/null && return 0
  exit 10
}
