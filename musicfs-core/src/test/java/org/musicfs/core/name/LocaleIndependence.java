package org.musicfs.core.name;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.template.Template;
import org.musicfs.core.template.TemplateChecks;
import org.musicfs.core.template.TrackFields;

/** The checks of names and templates as a program, and a digest of what they give. */
public final class LocaleIndependence {
  private static final long SEED = 20261122L;
  private static final List<String> TEMPLATES =
      List.of(
          Template.DEFAULT,
          "%upper{$title}/%lower{$title}/%title{$title}/%asciify{$title}/$initial/$FORMAT_UPPER",
          "%BUCKET{$title,a-h|i-q|r-z}/%left{$title,4}/%if{False,a,b}/%the{THE $title}");

  private LocaleIndependence() {}

  /**
   * Fails unless file names are encoded as {@code args[0]} says here: then the environment is not
   * what it should be, and the checks would prove nothing.
   */
  public static void main(String[] args) throws Exception {
    String encoding = System.getProperty("sun.jnu.encoding");
    if (!encoding.equals(args[0]) || !System.getenv().isEmpty()) {
      throw new IllegalStateException("sun.jnu.encoding " + encoding + ", " + System.getenv());
    }
    NameChecks.anyTextBecomesASafeName(SEED, 5_000);
    TemplateChecks.anyTextIsATemplateOrIsRefused(SEED, 5_000);
    TemplateChecks.anyValuesGiveAPath(SEED, 2_000);
    System.out.println(digest());
  }

  /** A hash of many names, keys and paths: equal wherever the results are. */
  static String digest() throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    NastyText text = new NastyText(SEED);
    for (int i = 0; i < 3_000; i++) {
      String raw = i == 0 ? "TITLE ıİiI ß Σς Björk 坂本" : text.next();
      String name = NameRules.DEFAULTS.file(raw + ".flac", "flac", "", "x");
      sha.update(name.getBytes(StandardCharsets.UTF_8));
      sha.update(NameRules.collisionKey(name).getBytes(StandardCharsets.UTF_8));
      Map<TagField, List<String>> tags = new EnumMap<>(TagField.class);
      tags.put(TagField.TITLE, List.of(raw));
      tags.put(TagField.ALBUMARTIST, List.of("i" + raw));
      tags.put(TagField.DATE, List.of("1999"));
      tags.put(TagField.TRACKNUMBER, List.of("3/200"));
      TrackFields track =
          new TrackFields(Tags.of(tags), AudioFormat.AIFF, "x", "aif", 0, (keys, dis, t) -> "");
      for (String template : TEMPLATES) {
        for (String component : Template.parse(template).evaluate(track)) {
          sha.update(component.getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return HexFormat.of().formatHex(sha.digest());
  }
}
