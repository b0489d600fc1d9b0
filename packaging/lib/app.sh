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
  mfs_unpack_natives
  mfs_train
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

# Unpacks the native libraries and tells the daemon where they are. It would unpack them into the
# temporary directory at every start, and leave them there when it is killed.
mfs_unpack_natives() {
  local machine native=$MFS_APP/native
  machine=$(uname -m)
  # On any other machine or C library things stay as the jars arrange them.
  [[ $machine == x86_64 || $machine == aarch64 ]] || return 0
  [[ $(getconf GNU_LIBC_VERSION 2>/dev/null) == glibc* ]] || return 0
  mkdir -p "$native"
  (cd "$native" &&
    "$MFS_JAVA_HOME/bin/jar" xf "$MFS_APP"/lib/sqlite-jdbc-*.jar "org/sqlite/native/Linux/$machine" &&
    "$MFS_JAVA_HOME/bin/jar" xf "$MFS_APP"/lib/jffi-*-native.jar "jni/$machine-Linux" &&
    mv -- "org/sqlite/native/Linux/$machine"/*.so "jni/$machine-Linux"/*.so . &&
    rm -r -- org jni) >/dev/null 2>&1 || {
    rm -rf -- "$native"
    return 0
  }
  printf -- '-D%s="%s"\n' org.sqlite.lib.path "${native//\\/\\\\}" \
    jffi.boot.library.path "${native//\\/\\\\}" >>"$MFS_APP/jvm/daemon.options"
}

# Makes the AOT caches of the kinds of JVM from a real, short life of a library with a configuration:
# a supervised daemon mounts the demo and is killed, another one takes over; commands talk to that
# one, files change, are listed and read. Its start is what the daemon's cache holds, for readers wait
# for it; a first mount differs little. Without a cache everything works, only slower to start: so a
# failure is no error. Where nothing can be mounted there is one for commands only.
mfs_train() {
  local scratch mnt supervisor waited
  scratch=$(mktemp -d "$MFS_ROOT/build/train.XXXXXX") || return 0
  mnt=$scratch/mnt
  mkdir "$mnt" "$scratch/run" "$scratch/other"
  if mfs_has_fuse && [[ -w /dev/fuse ]]; then
    cp -r -- "$MFS_APP/demo" "$scratch/music"
    printf '%s\n' '[log]' 'level = "info"' '[cache]' 'limit = "1 GiB"' >"$scratch/config.toml"
    mfs_record "$scratch" supervisor org.musicfs.cli.supervise.SupervisorMain "$scratch/log" \
      "$MFS_JAVA_HOME/bin/java" "@$MFS_APP/jvm/daemon.options" \
      -XX:AOTCacheOutput="$MFS_APP/daemon.aot" "-Dmusicfs.app=$MFS_APP" \
      "@$MFS_APP/jvm/classpath.options" org.musicfs.cli.TrainingRun daemon \
      "--config=$scratch/config.toml" --announce -- "$scratch/music" "$mnt" &
    supervisor=$!
    for ((waited = 0; waited < 300; waited++)); do
      kill -0 "$supervisor" 2>/dev/null || break
      mountpoint -q -- "$mnt" && break
      sleep 0.1
    done
    # The daemon says that it is ready a moment after.
    sleep 1
    mfs_kill_trained "$scratch"
    # Waits for the one that takes over.
    timeout 20 ls -- "$mnt" >/dev/null 2>&1 || true
    find "$scratch/music" -type f -exec touch -- {} +
    # "rescan" waits for the scan; only then there is something to list and to read.
    mfs_record "$scratch" cli org.musicfs.cli.TrainingRun -- --help -- rescan \
      -- status -- status --json -- search title:a -- cache stats -- config show \
      -- --library other mount "$MFS_APP/demo" "$scratch/other" -- --library other status \
      -- --library other unmount "$scratch/other" || true
    timeout 20 ls -lR -- "$mnt" >/dev/null 2>&1 || true
    timeout 20 find "$mnt" -type f -exec cat -- {} + >/dev/null 2>&1 || true
    fusermount3 -u -- "$mnt" 2>/dev/null || true
    umount -l -- "$scratch/other" 2>/dev/null || true
    umount -l -- "$mnt" 2>/dev/null || true
    wait "$supervisor" || true
    chmod -f 0644 -- "$MFS_APP/daemon.aot" "$MFS_APP/supervisor.aot" || true
  else
    mfs_record "$scratch" cli org.musicfs.cli.Main --help || true
  fi
  rm -rf --one-file-system -- "$scratch"
}

# Kills the daemon that is in training.
mfs_kill_trained() {
  local process line
  for process in /proc/[0-9]*; do
    line=$(tr '\0' ' ' 2>/dev/null <"$process/cmdline") || continue
    if [[ $line == *"/java @$MFS_APP/jvm/daemon.options "*"=$1/config.toml "* &&
      $line != *SupervisorMain* ]]; then
      kill -9 "${process#/proc/}" || true
    fi
  done
}

# Runs a main class in a JVM of the kind (cli, daemon or supervisor) that records what it does for its
# AOT cache.
mfs_record() {
  local scratch=$1 kind=$2
  local -a more=()
  # What suffices a supervisor is too little to write its cache.
  [[ $kind != supervisor ]] || more=(-Xmx64m)
  shift 2
  env -u JAVA_TOOL_OPTIONS -u JDK_JAVA_OPTIONS -u NOTIFY_SOCKET HOME="$scratch" \
    XDG_CONFIG_HOME="$scratch/config" XDG_STATE_HOME="$scratch/state" \
    XDG_CACHE_HOME="$scratch/cache" XDG_RUNTIME_DIR="$scratch/run" \
    LC_ALL=C.UTF-8 MALLOC_ARENA_MAX=2 timeout 60 "$MFS_JAVA_HOME/bin/java" \
    "@$MFS_APP/jvm/$kind.options" "${more[@]}" -XX:AOTCacheOutput="$MFS_APP/$kind.aot" \
    -Dmusicfs.app="$MFS_APP" "@$MFS_APP/jvm/classpath.options" "$@" \
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

# Replaces this process by a JVM of the kind (cli, daemon or supervisor) that runs Main with the arguments.
mfs_exec() {
  local kind=$1
  local -a cache=()
  shift
  [[ -e $MFS_APP/$kind.aot ]] && cache=("-XX:AOTCache=$MFS_APP/$kind.aot")
  export LC_ALL=C.UTF-8 MALLOC_ARENA_MAX=2
  exec "$MFS_JAVA_HOME/bin/java" "@$MFS_APP/jvm/$kind.options" "${cache[@]}" \
    -Dmusicfs.app="$MFS_APP" "@$MFS_APP/jvm/classpath.options" org.musicfs.cli.Main "$@"
}
