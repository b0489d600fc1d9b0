package org.musicfs.core.template;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.name.NameRules;

/**
 * Recognises the albums of nobody in particular, so that all stand under one name: by the artist of
 * that purpose in MusicBrainz
 * (https://musicbrainz.org/artist/89ad4ac3-39f7-470e-963a-56509c546377), by what programs and
 * people call it, or by the flag of compilations. Stateless.
 */
public final class VariousArtists {
  static final String NAME = "Various Artists";

  private static final String MUSICBRAINZ_ID = "89ad4ac3-39f7-470e-963a-56509c546377";

  /** In the languages of iTunes, foobar2000 and freedb, compared without regard to case. */
  private static final Set<String> NAMES =
      Stream.of(
              NAME,
              "Various Artist",
              "Various",
              "VA",
              "V.A.",
              "V/A",
              "Verschiedene Interpreten",
              "Verschiedene Künstler",
              "Diverse Interpreten",
              "Diverse Artiesten",
              "Diverse Kunstnere",
              "Diverse artister",
              "Blandade artister",
              "Eri esittäjiä",
              "Artistes divers",
              "Artistes variés",
              "Multi-interprètes",
              "Varios artistas",
              "Vários artistas",
              "Vários intérpretes",
              "Artisti vari",
              "AA.VV.",
              "Różni wykonawcy",
              "Różni artyści",
              "Různí interpreti",
              "Různí umělci",
              "Különböző előadók",
              "Çeşitli Sanatçılar",
              "Разные исполнители",
              "Различные исполнители",
              "Різні виконавці",
              "群星",
              "合輯",
              "ヴァリアス・アーティスト",
              "여러 아티스트")
          .map(NameRules::collisionKey)
          .collect(Collectors.toUnmodifiableSet());

  private VariousArtists() {}

  /** Whether the track's album is by various artists. */
  public static boolean made(Tags tags) {
    List<String> albumArtists = tags.all(TagField.ALBUMARTIST);
    List<String> artists = albumArtists.isEmpty() ? tags.all(TagField.ARTIST) : albumArtists;
    return tags.all(TagField.MUSICBRAINZ_ALBUMARTISTID).contains(MUSICBRAINZ_ID)
        || (artists.size() == 1
            && NAMES.contains(NameRules.collisionKey(artists.getFirst().strip())))
        || (albumArtists.isEmpty() && isCompilation(tags));
  }

  private static boolean isCompilation(Tags tags) {
    return tags.first(TagField.COMPILATION)
        .map(flag -> flag.equals("1") || flag.equalsIgnoreCase("true"))
        .orElse(false);
  }
}
