package org.musicfs.core.template;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.musicfs.core.audio.AudioFormat;
import org.musicfs.core.audio.TagField;
import org.musicfs.core.audio.Tags;
import org.musicfs.core.name.NameRules;
import org.musicfs.core.name.NastyText;

/** What must hold of every template, callable from any test and from a JVM of its own. */
public final class TemplateChecks {
  private static final List<String> TEMPLATES =
      List.of(
          Template.DEFAULT,
          "%asciify{%the{$albumartist}}/%title{$album}%aunique{}/%left{$title,3}%right{$artist,2}",
          "$initial/%bucket{$artist,a-m|n-z}/[%upper{$genre}/]%if{$multidisc,$disc_and_track }$title",
          "${composer|artist}/%first{$artist,2,0,; ,/}/%replace{$title,a,$title}%pad{$track,5}.$ext",
          "%first{$artist}%first{$title,2,1,$,}/$lyrics/%ifdef{genre}");

  private TemplateChecks() {}

  /** Random text is a template or is refused with a place in it; nothing else comes out. */
  public static void anyTextIsATemplateOrIsRefused(long seed, int cases) {
    NastyText text = new NastyText(seed);
    int parsed = 0;
    for (int i = 0; i < cases; i++) {
      String source = i % 3 == 0 ? text.next() : text.template();
      try {
        Template template = Template.parse(source);
        parsed++;
        checkPath(template, track(text));
      } catch (TemplateException e) {
        require(e.offset() >= 0 && e.offset() <= source.length(), seed, i, source);
        require(e.render().lines().count() >= 2, seed, i, source);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + " case " + i + ": " + source, e);
      }
    }
    require(parsed > cases / 20, seed, parsed, "too few templates parse to mean anything");
  }

  /** Every template gives a path of safe names, with as many levels as the template has. */
  public static void anyValuesGiveAPath(long seed, int cases) throws TemplateException {
    NastyText text = new NastyText(seed);
    List<Template> templates = new ArrayList<>();
    for (String source : TEMPLATES) {
      templates.add(Template.parse(source));
    }
    for (int i = 0; i < cases; i++) {
      Template template = templates.get(i % templates.size());
      try {
        checkPath(template, track(text));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("seed " + seed + " case " + i + ": " + template, e);
      }
    }
  }

  private static void checkPath(Template template, TrackFields track) {
    List<String> path = template.evaluate(track);
    long slashes = template.source().chars().filter(c -> c == '/').count();
    if (path.isEmpty() || path.size() > slashes + 1) {
      throw new AssertionError(path.size() + " components");
    }
    for (int i = 0; i < path.size(); i++) {
      String raw = path.get(i);
      boolean last = i == path.size() - 1;
      if (raw.length() > Template.MAX_COMPONENT_CHARS
          || raw.indexOf('\0') >= 0
          || (!last && raw.isBlank())) {
        throw new AssertionError("component " + i + " of " + path);
      }
      String name =
          last
              ? NameRules.DEFAULTS.file(raw, "flac", "", "x")
              : NameRules.DEFAULTS.directory(raw, "x");
      if (name.isEmpty() || name.startsWith(".") || name.indexOf('/') >= 0) {
        throw new AssertionError("name " + name);
      }
    }
  }

  private static TrackFields track(NastyText text) {
    Map<TagField, List<String>> tags = new EnumMap<>(TagField.class);
    for (TagField field : TagField.values()) {
      if (text.below(4) == 0) {
        tags.put(field, List.of(text.next(), text.next()));
      } else if (field.ordinal() < 10) {
        tags.put(field, List.of(text.next()));
      }
    }
    String aunique = text.next();
    return new TrackFields(
        Tags.of(tags), AudioFormat.MP3, text.next(), text.next(), 0, (keys, dis, track) -> aunique);
  }

  private static void require(boolean condition, long seed, int index, String what) {
    if (!condition) {
      throw new AssertionError("seed " + seed + " case " + index + ": " + what);
    }
  }
}
