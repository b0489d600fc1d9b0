#!/usr/bin/env bash
# Makes the demo library: short synthesised pieces in many formats, as messy as libraries are.
# Its result is committed under library/; run it again only to change the demo.
# Needs ffmpeg with libmp3lame, libvorbis and libopus, and flac.
set -euo pipefail

here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
out=$here/library
work=$(mktemp -d)
trap 'rm -rf -- "$work"' EXIT
rm -rf -- "$out"
mkdir -p "$out"
export LC_ALL=C.UTF-8

ff() { ffmpeg -nostdin -hide_banner -loglevel error -y -fflags +bitexact "$@"; }

# A cover: two colours, so that thumbnails can be told apart. $1 file, $2 and $3 colours.
cover() { ff -f lavfi -i "gradients=s=300x300:c0=$2:c1=$3:n=2:seed=1:d=1" -frames:v 1 "$1"; }

# A piece: a broken chord over a drone. $1 file (WAV), $2 ground frequency, $3 seconds, $4 sample rate.
piece() {
  local f=$2 d=$3 rate=${4:-22050}
  ff -f lavfi -i "aevalsrc=0.22*sin(2*PI*$f*t)*exp(-1.5*mod(t\,0.5))\
+0.18*sin(2*PI*$f*pow(1.05946\,4*mod(floor(t*2)\,2)+3*mod(floor(t)\,2))*2*t)*exp(-4*mod(t\,0.5))\
+0.06*sin(2*PI*$f/2*t):s=$rate:d=$d" \
    -af "afade=t=out:st=$(awk "BEGIN{print $d-0.5}"):d=0.5" -c:a pcm_s16le "$1"
}

# Encodes $1 (WAV) to $2 by its extension, with the tags that follow as KEY=value.
encode() {
  local from=$1 to=$2 tag
  local -a meta=()
  shift 2
  mkdir -p "$(dirname -- "$out/$to")"
  for tag in "$@"; do meta+=(-metadata "$tag"); done
  case $to in
    *.mp3) ff -i "$from" -c:a libmp3lame -b:a 48k -id3v2_version 4 "${meta[@]}" "$out/$to" ;;
    *.ogg) ff -i "$from" -c:a libvorbis -q:a 0 -flags +bitexact "${meta[@]}" "$out/$to" ;;
    *.opus) ff -i "$from" -c:a libopus -b:a 32k -flags +bitexact "${meta[@]}" "$out/$to" ;;
    *.m4a) ff -i "$from" -c:a aac -b:a 48k -movflags +faststart "${meta[@]}" "$out/$to" ;;
    *.wav) ff -i "$from" -c:a copy "${meta[@]}" "$out/$to" ;;
  esac
}

# FLAC by flac itself: it takes repeated fields and pictures. $1 WAV, $2 target, $3 cover or "", tags.
encode_flac() {
  local from=$1 to=$2 picture=$3 tag
  local -a meta=()
  shift 3
  mkdir -p "$(dirname -- "$out/$to")"
  for tag in "$@"; do meta+=(--tag="$tag"); done
  [[ -z $picture ]] || meta+=(--picture="3|image/png||300x300x24|$picture")
  flac --totally-silent --best --force --no-padding "${meta[@]}" -o "$out/$to" "$from"
}

# Adds a front cover to an MP3 or M4A. $1 target, $2 picture.
picture() {
  ff -i "$out/$1" -i "$2" -map 0:a -map 1 -c copy -disposition:v attached_pic \
    -metadata:s:v title=Cover -metadata:s:v comment='Cover (front)' -id3v2_version 4 \
    "$work/pictured.${1##*.}"
  mv -- "$work/pictured.${1##*.}" "$out/$1"
}

cover "$work/rain.png" 0x224466 0x88bbdd
cover "$work/clay.jpg" 0x883311 0xeecc88
cover "$work/tokyo.jpg" 0x551133 0xff99aa
for i in 1 2 3 4 5 6 7 8 9; do piece "$work/$i.wav" $((150 + 22 * i)) $((2 + i % 3)); done
piece "$work/48.wav" 196 3 48000

# An album with covers inside and a track by two artists.
album=("ALBUM=Rain on Tin" "ALBUMARTIST=The Slow Gutters" DATE=2019-04-12 GENRE=Ambient)
encode_flac "$work/1.wav" "New Folder (2)/slow_gutters-01.flac" "$work/rain.png" "${album[@]}" \
  "TITLE=First Drops" "ARTIST=The Slow Gutters" TRACKNUMBER=1
encode_flac "$work/2.wav" "New Folder (2)/slow_gutters-02_FINAL.flac" "$work/rain.png" "${album[@]}" \
  "TITLE=Rain on Tin" "ARTIST=The Slow Gutters" "ARTIST=Mira Wetherby" TRACKNUMBER=2 GENRE=Drone
encode_flac "$work/3.wav" "New Folder (2)/copy of 03.flac" "$work/rain.png" "${album[@]}" \
  "TITLE=Puddle / Mirror" "ARTIST=The Slow Gutters" TRACKNUMBER=3

# Two discs, in one directory and under two naming habits, cover beside them.
album=("album=Clay Songs" "album_artist=Ada Kiln" date=1998 genre=Folk)
encode "$work/4.wav" "ada kiln/CD1-01 wheel.mp3" "${album[@]}" title=Wheel "artist=Ada Kiln" track=1/2 disc=1/2
encode "$work/5.wav" "ada kiln/CD1-02 slip.mp3" "${album[@]}" title=Slip "artist=Ada Kiln" track=2/2 disc=1/2
encode "$work/6.wav" "ada kiln/2 - 1.mp3" "${album[@]}" title=Bisque "artist=Ada Kiln" track=1/2 disc=2/2
encode "$work/7.wav" "ada kiln/2 - 2.mp3" "${album[@]}" title=Glaze "artist=Ada Kiln;Tom Ash" track=2/2 disc=2/2
cp -- "$work/clay.jpg" "$out/ada kiln/folder.jpg"
picture "ada kiln/CD1-01 wheel.mp3" "$work/clay.jpg"

# A compilation by four artists. One format: the default template keeps formats apart.
various=("album=Harbour Lights: a Sampler" "album_artist=Various Artists" date=2021 compilation=1)
encode "$work/8.wav" "downloads/sampler/track1.mp3" "${various[@]}" title=Beacon "artist=Night Ferry" track=1 genre=Electronic
encode "$work/9.wav" "downloads/sampler/track2.mp3" "${various[@]}" title=Pilot "artist=Cora Lantern" track=2 genre=Jazz
encode "$work/3.wav" "downloads/sampler/track3.mp3" "${various[@]}" title=Undertow "artist=Björk & the Buoys" track=3 genre=Pop
encode "$work/2.wav" "downloads/sampler/track4.mp3" "${various[@]}" "title=Last Light?" "artist=AC/DC Current" track=4 genre=Rock

# Names beyond Latin letters.
encode "$work/5.wav" "misc/01 夜の雨.m4a" "title=夜の雨" "artist=青い電車" "album_artist=青い電車" "album=東京の屋根" date=2008 track=1 genre=J-Pop
picture "misc/01 夜の雨.m4a" "$work/tokyo.jpg"
encode "$work/48.wav" "misc/Дождь.opus" "title=Дождь" "artist=Тихий Двор" "album=Окна" date=1987 track=1 genre=Rock
encode "$work/7.wav" "misc/03 مطر.ogg" "title=مطر" "artist=نور الفجر" "album=نافذة" date=2015 track=3 genre=World

# Nothing but a name.
encode "$work/1.wav" "misc/voice memo 7.wav"

du -sb -- "$out"
