package org.musicfs.index.tags.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.musicfs.core.origin.OriginException;
import org.musicfs.index.tags.layout.EbmlElements.Element;
import org.musicfs.index.tags.map.Chapter;

/**
 * Chapters of Matroska and WebM (RFC 9559, sections 5.1.7 and 20). Of several editions the default
 * one counts, else the first that tells any; chapters in chapters stand beside them, hidden ones
 * are left out. Of titles in several languages the first counts. One use each; not thread-safe.
 */
final class MatroskaChapters {
  private static final int EDITION = 0x45b9;
  private static final int EDITION_DEFAULT = 0x45db;
  private static final int ATOM = 0xb6;
  private static final int ATOM_START = 0x91;
  private static final int ATOM_HIDDEN = 0x98;
  private static final int ATOM_DISPLAY = 0x80;
  private static final int DISPLAY_TITLE = 0x85;
  private static final int MAX_DEPTH = 8;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private final RangeReader in;
  private List<Chapter> chosen = List.of();
  private boolean chosenIsDefault;

  private MatroskaChapters(RangeReader in) {
    this.in = in;
  }

  /** What the element {@code Chapters} tells, in no order. */
  static List<Chapter> read(RangeReader in, Element chapters)
      throws OriginException, MalformedFileException {
    MatroskaChapters reader = new MatroskaChapters(in);
    EbmlElements editions = reader.children(chapters);
    for (Optional<Element> e = editions.next(); e.isPresent(); e = editions.next()) {
      if (e.get().id() == EDITION) {
        reader.edition(e.get());
      }
    }
    return reader.chosen;
  }

  private void edition(Element edition) throws OriginException, MalformedFileException {
    boolean isDefault = false;
    List<Chapter> chapters = new ArrayList<>();
    EbmlElements parts = children(edition);
    for (Optional<Element> p = parts.next(); p.isPresent(); p = parts.next()) {
      switch (p.get().id()) {
        case EDITION_DEFAULT -> isDefault = EbmlElements.unsigned(in, p.get()) != 0;
        case ATOM -> atom(p.get(), 1, chapters);
        default -> {}
      }
    }
    if (!chapters.isEmpty() && (chosen.isEmpty() || (isDefault && !chosenIsDefault))) {
      chosen = chapters;
      chosenIsDefault = isDefault;
    }
  }

  private void atom(Element atom, int depth, List<Chapter> into)
      throws OriginException, MalformedFileException {
    if (depth > MAX_DEPTH || into.size() >= Chapter.MAX_CHAPTERS) {
      return;
    }
    long start = 0;
    boolean hidden = false;
    String title = "";
    List<Element> inside = new ArrayList<>();
    EbmlElements fields = children(atom);
    for (Optional<Element> f = fields.next(); f.isPresent(); f = fields.next()) {
      switch (f.get().id()) {
        case ATOM_START -> start = EbmlElements.unsigned(in, f.get());
        case ATOM_HIDDEN -> hidden = EbmlElements.unsigned(in, f.get()) != 0;
        case ATOM_DISPLAY -> title = title.isEmpty() ? title(f.get()) : title;
        case ATOM -> inside.add(f.get());
        default -> {}
      }
    }
    if (hidden) {
      return;
    }
    into.add(new Chapter(start / NANOS_PER_MILLI, title));
    for (Element each : inside) {
      atom(each, depth + 1, into);
    }
  }

  private String title(Element display) throws OriginException, MalformedFileException {
    EbmlElements fields = children(display);
    for (Optional<Element> f = fields.next(); f.isPresent(); f = fields.next()) {
      if (f.get().id() == DISPLAY_TITLE) {
        return EbmlElements.text(in, f.get());
      }
    }
    return "";
  }

  private EbmlElements children(Element element) {
    return new EbmlElements(in, element.offset(), element.end());
  }
}
