# shellcheck shell=bash
# Builds the runnable application of a source tree into build/app/FINGERPRINT and keeps
# build/app/current pointing at the one that belongs to the sources as they are.
#
# A new build never touches the files of an old one: a daemon that runs has their jars mapped.
# Sourced after common.sh, with MFS_ROOT set to the tree.

# Prints a fingerprint of everything the application is made from. Names, sizes and times to the
# nanosecond: reading the files would take longer than the rest of the start.
mfs_fingerprint() {
  (cd "$MFS_ROOT" && find pom.xml musicfs-*/pom.xml musicfs-*/src/main proto packaging \
    -path 'musicfs-bench/src/*' -prune -o -type f -printf '%p %s %T@\n' | LC_ALL=C sort | cksum |
    tr ' ' -)
}

# Sets MFS_APP to the directory of the application, building it if the sources changed.
mfs_need_app() {
  local fingerprint
  if [[ -n ${MUSICFS_APP:-} ]]; then
    MFS_APP=$MUSICFS_APP
    return
  fi
  fingerprint=$(mfs_fingerprint)
  MFS_APP=$MFS_ROOT/build/app/$fingerprint
  [[ -e $MFS_APP/ready ]] && return
  mkdir -p "$MFS_ROOT/build/app" ||
    mfs_die "cannot write to $MFS_ROOT/build" "chown the tree to yourself, or copy it elsewhere"
  # One builder at a time; the others wait and find it done.
  exec {MFS_LOCK}>"$MFS_ROOT/build/lock"
  flock "$MFS_LOCK"
  [[ -e $MFS_APP/ready ]] || mfs_build "$fingerprint"
  exec {MFS_LOCK}>&-
}

mfs_build() {
  local log=$MFS_ROOT/build/build.log new=$MFS_ROOT/build/app/.new started=$SECONDS
  mfs_need_maven
  [[ -t 2 ]] && printf 'musicfs: building, this takes about a minute ... ' >&2
  rm -rf -- "$new"
  mkdir -p "$new/lib" "$new/jvm"
  # The lock's descriptor stays with us: Maven may leave a background process behind.
  if ! (cd "$MFS_ROOT" && JAVA_HOME=$MFS_JAVA_HOME mvn -B -q -Prun -Drun.lib="$new/lib" \
    -pl musicfs-cli -am package) >"$log" 2>&1 {MFS_LOCK}>&-; then
    [[ -t 2 ]] && printf 'failed\n' >&2
    tail -n 25 -- "$log" >&2
    mfs_say "the build failed; all of it is in $log"
    exit 1
  fi
  cp -- "$MFS_ROOT"/build/maven/musicfs-cli/musicfs-cli-*.jar "$new/lib/"
  cp -- "$MFS_ROOT"/packaging/jvm/*.options "$new/jvm/"
  cp -r -- "$MFS_ROOT/packaging/demo/library" "$new/demo"
  rm -rf -- "$MFS_APP"
  mv -- "$new" "$MFS_APP"
  mfs_classpath >"$MFS_APP/jvm/classpath.options"
  mfs_train cli --help
  touch -- "$MFS_APP/ready"
  ln -sfn -- "$1" "$MFS_ROOT/build/app/current"
  mfs_sweep
  [[ -t 2 ]] && printf 'done in %d s\n' $((SECONDS - started)) >&2
  return 0
}

# Our jars first; the order is part of what an AOT cache is checked against.
mfs_classpath() {
  local jar path=
  for jar in "$MFS_APP"/lib/musicfs-*.jar "$MFS_APP"/lib/*.jar; do
    [[ :$path: == *:$jar:* ]] || path+=${path:+:}$jar
  done
  printf -- '-cp\n"%s"\n' "${path//\\/\\\\}"
}

# Makes the AOT cache of one kind of JVM (cli or daemon) from a real, short run with the arguments.
# Without one everything works, only slower to start: so a failure is no error.
mfs_train() {
  local kind=$1
  shift
  LC_ALL=C.UTF-8 MALLOC_ARENA_MAX=2 timeout 60 "$MFS_JAVA_HOME/bin/java" \
    "@$MFS_APP/jvm/$kind.options" -XX:AOTCacheOutput="$MFS_APP/$kind.aot" \
    -Dmusicfs.app="$MFS_APP" "@$MFS_APP/jvm/classpath.options" org.musicfs.cli.Main "$@" \
    </dev/null >/dev/null 2>&1 {MFS_LOCK}>&- || rm -f -- "$MFS_APP/$kind.aot"
}

# Removes applications of older sources that no process uses.
mfs_sweep() {
  local old
  for old in "$MFS_ROOT"/build/app/*-*; do
    [[ -d $old && $old != "$MFS_APP" ]] || continue
    grep -qsF -- "$old" /proc/[0-9]*/cmdline || rm -rf -- "$old"
  done
}

# Replaces this process by a JVM of the kind (cli or daemon) that runs Main with the arguments.
mfs_exec() {
  local kind=$1
  local -a cache=()
  shift
  [[ -e $MFS_APP/$kind.aot ]] && cache=("-XX:AOTCache=$MFS_APP/$kind.aot")
  export LC_ALL=C.UTF-8 MALLOC_ARENA_MAX=2
  exec "$MFS_JAVA_HOME/bin/java" "@$MFS_APP/jvm/$kind.options" "${cache[@]}" \
    -Dmusicfs.app="$MFS_APP" "@$MFS_APP/jvm/classpath.options" org.musicfs.cli.Main "$@"
}
