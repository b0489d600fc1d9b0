package org.musicfs.core.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.musicfs.core.audio.AudioFormat;

/** The language itself; docs/templates.md holds an example of each function, run elsewhere. */
class TemplateTest {
  private static final TrackFields TRACK =
      Samples.track(
          "title",
          "So What",
          "artist",
          "Miles Davis",
          "artist",
          "John Coltrane",
          "album",
          "Kind of Blue",
          "albumartist",
          "Miles Davis",
          "date",
          "1959-08-17",
          "tracknumber",
          "1/5");

  @Test
  void theDefaultTemplateNamesATrackByItsTags() {
    assertThat(Samples.path(Template.DEFAULT, TRACK))
        .isEqualTo("Miles Davis/Kind of Blue (1959) [FLAC]/01 - So What.flac");
    assertThat(Samples.path(Template.DEFAULT, Samples.track()))
        .isEqualTo("Unknown Artist/Unknown Album [FLAC]/original name.flac");
    assertThat(
            Samples.path(
                Template.DEFAULT,
                Samples.track(
                    "title",
                    "T",
                    "compilation",
                    "1",
                    "artist",
                    "A",
                    "discnumber",
                    "2",
                    "tracknumber",
                    "7")))
        .isEqualTo("Various Artists/Unknown Album [FLAC]/2-07 - T.flac");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "$title → So What",
        "$TITLE ${Title} → So What So What",
        "${title}s → So Whats",
        "${composer|conductor|artist} → Miles Davis, John Coltrane",
        "`x${composer|mood}` → x",
        "a[ by $composer] → a",
        "a[ by $composer$title] → a by So What",
        "a[ ${composer|title}] → a So What",
        "[1 $title[ 2 $composer][ 3 $album]] → 1 So What 3 Kind of Blue",
        "a[[$title]] → aSo What",
        "a[ %upper{$composer}] → a",
        "a[ %upper{$title}] → a SO WHAT",
        "a[%ifdef{composer,x,y}] → a",
        "a[%ifdef{title,x,y}] → ax",
        "a[ {$title, $album}] → a {So What, Kind of Blue}",
        "$$ $% $[ $] $} $, → $ % [ ] } `,`",
        "{a, b} $title → {a, b} So What",
        "%upper{a{b,c}$}d,} → refused",
        "%upper{[$title, ]x} → SO WHAT, X",
        "%upper{%lower{$title}} → SO WHAT",
        "a/$composer/b → a/b",
        "a/ /b → a/b",
        "a[/$title]/b → a/So What/b",
        "a[/$composer]/b → a/b",
        "%if{$year,$year/}$title → 1959/So What",
        "%upper{a/$title/b} → A/SO WHAT/B",
        "%replace{$title, ,/} → So/What",
      })
  void aTemplateGives(String template, String path) {
    if (path.equals("refused")) {
      assertThat(refusal(template).getMessage()).isNotBlank();
    } else {
      assertThat(Samples.path(template, TRACK)).isEqualTo(path.replace("`", ""));
    }
  }

  @Test
  void onlyASlashOfTheTemplateSeparates() throws TemplateException {
    TrackFields track = Samples.track("artist", "AC/DC", "title", "a/../b", "album", "/");
    assertThat(evaluate("$artist/$album/%upper{$title}", track))
        .containsExactly("AC/DC", "/", "A/../B");
    assertThat(evaluate("%replace{$artist,/,-}/%replace{$title,../,}", track))
        .containsExactly("AC-DC", "a/b");
    assertThat(evaluate("%replace{$title,b,x/y}", track)).containsExactly("a/../x/y");
    assertThat(evaluate("%first{$artist,1,1,/}", track)).containsExactly("DC");
  }

  @Test
  void anEmptyLastComponentComesBackEmpty() throws TemplateException {
    assertThat(evaluate("$album/$composer", TRACK)).containsExactly("Kind of Blue", "");
    assertThat(evaluate("$composer", TRACK)).containsExactly("");
    assertThat(evaluate("$composer/$mood/$title", TRACK)).containsExactly("So What");
  }

  @Test
  void valuesAreNeverScannedAgain() throws TemplateException {
    String nasty = "$artist [x] %upper{y} ${album} $$ , } {";
    TrackFields track = Samples.track("title", nasty, "artist", "A\0B");
    assertThat(evaluate("$title", track)).containsExactly(nasty);
    assertThat(evaluate("[$title]", track)).containsExactly(nasty);
    assertThat(evaluate("%if{1,$title}", track)).containsExactly(nasty);
    assertThat(evaluate("%first{$title}", track)).containsExactly(nasty);
    assertThat(evaluate("%left{$title,99}", track)).containsExactly(nasty);
    assertThat(evaluate("%replace{$title,x,$title}", track))
        .containsExactly(nasty.replace("x", nasty));
    assertThat(evaluate("$artist%first{$artist}", track)).containsExactly("ABAB");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '→',
      quoteCharacter = '`',
      value = {
        "$artits/$title → 0 → unknown field $artits; did you mean $artist?",
        "a/$artist_$title → 2 → unknown field $artist_; ${artist} ends the name before _",
        "$disctotal → 0 → unknown field $disctotal; here it is $totaldiscs",
        "$zzzzzzz → 0 → unknown field $zzzzzzz",
        "x${title|foo} → 9 → unknown field $foo",
        "${title → 0 → ${ is never closed",
        "${} → 2 → ${…} takes the name of a field, or several separated by |",
        "${title|} → 8 → ${…} takes the name of a field, or several separated by |",
        "${title,artist} → 2 → ${…} takes the name of a field, or several separated by |",
        "a $ b → 2 → $ without a field; write $$ for the character",
        "100% → 3 → % begins a function, as in %upper{$artist}; write $% for the character",
        "%uper{$title} → 0 → unknown function %uper; did you mean %upper?",
        "%upper → 0 → % begins a function, as in %upper{$artist}; write $% for the character",
        "a[$title → 1 → [ is never closed; write $[ for the character",
        "a$title] → 7 → ] without [; write $] for the character",
        "a{$title → 1 → { is never closed",
        "a}$title → 1 → } without {; write $} for the character",
        "a%upper{$title → 1 → the { of this function is never closed",
        "a%left{$title → 1 → the { of this function is never closed",
        "[%upper{$title]} → 14 → ] without [; write $] for the character",
        "%upper{[$title}] → 14 → } without {; write $} for the character",
        "$title[live] → 6 → this section names no field, so nothing decides on it; write $[ and $]",
        "/$title → 0 → paths are relative to the mount: the template must not begin with /",
        "$artist/ → 7 → the template ends in /: the file's name is missing",
        "`` → 0 → the template is empty",
        "`  ` → 0 → the template is empty",
        ".. → 0 → a path cannot have a component ..",
        "$artist/../$title → 8 → a path cannot have a component ..",
        "./$title → 0 → a path cannot have a component .",
        "%upper{a,b} → 0 → wrong number of arguments: %upper{text}",
        "%upper{} → 0 → wrong number of arguments: %upper{text}",
        "%if{$title} → 0 → wrong number of arguments: %if{condition,then[,else]}",
        "%left{$title,x} → 13 → a number from 0 to 1000 is needed here",
        "%left{$title,-1} → 13 → a number from 0 to 1000 is needed here",
        "%left{$title,$track} → 13 → a field cannot stand here; the names of fields go without $",
        "%left{a/$title,1} → 7 → / cannot stand here: the function around it makes one name",
        "%left{%upper{a/b},1} → 14 → / cannot stand here: the function around it makes one name",
        "%ifdef{titel} → 7 → unknown field titel; did you mean title?",
        "%ifdef{title artist} → 7 → the name of one field is needed here",
        "%aunique{album,yaer} → 15 → unknown field yaer; did you mean year?",
        "%aunique{album,year,(} → 20 → two characters are needed here, such as (), or none",
        "%bucket{$title,d-a} → 15 → ranges look like a-d|e-h|1970-1979: not empty, lower end first",
        "%replace{$title,,x} → 16 → the text to look for is empty",
        "%pad{$track,3,00} → 14 → one character is needed here",
      })
  void aMistakeIsShownAtItsPlace(String template, int offset, String message) {
    TemplateException refusal = refusal(template);
    assertThat(refusal.getMessage()).isEqualTo(message);
    assertThat(refusal.offset()).isEqualTo(offset);
    assertThat(refusal.render().lines().toList().getLast()).isEqualTo(" ".repeat(offset + 2) + "^");
  }

  @Test
  void aRefusalShowsTheTemplateWithACaretUnderThePlace() {
    assertThat(refusal("$artist/$titel").render())
        .isEqualTo(
            """
            unknown field $titel; did you mean $title?
              $artist/$titel
                      ^""");
    assertThat(refusal("龍e\u0301/a\nb").render().lines().skip(1))
        .containsExactly("  龍e\u0301/a b", "       ^");
  }

  @Test
  void nestingAndLengthAreBounded() {
    String deep = "%upper{".repeat(500) + "x" + "}".repeat(500);
    assertThat(refusal(deep)).hasMessageContaining("nested deeper");
    assertThat(refusal("[".repeat(4_000))).hasMessageContaining("nested deeper");
    assertThat(refusal("a".repeat(5_000))).hasMessageContaining("longer than 4096");
  }

  @Test
  void hugeValuesAreCutAndTheExtensionStays() throws TemplateException {
    String[] tags =
        IntStream.range(0, 2_000)
            .boxed()
            .flatMap(i -> List.of("artist", i + "😀".repeat(3_000)).stream())
            .toArray(String[]::new);
    TrackFields track = Samples.track(tags);
    String wide = IntStream.range(0, 9).mapToObj(i -> "$artist").collect(Collectors.joining("-"));
    List<String> components = evaluate(wide + "/%upper{" + wide + "}/" + wide + ".$ext", track);
    assertThat(components).hasSize(3).allMatch(c -> c.length() <= Template.MAX_COMPONENT_CHARS);
    assertThat(components.getLast()).endsWith(".flac").hasSizeGreaterThan(4_000);
    assertThat(evaluate("%replace{$artist,😀,$artist}", track).getFirst()).hasSizeLessThan(4_097);
  }

  @Test
  void auniqueAsksWithItsFieldsAndCountsAsAField() throws TemplateException {
    TrackFields track =
        new TrackFields(
            Samples.tags("album", "Weezer"),
            AudioFormat.MP3,
            "stem",
            "mp3",
            0,
            (keys, disambiguators, t) ->
                t.values("album")
                    + " "
                    + String.join("+", keys)
                    + " by "
                    + String.join("+", disambiguators));
    assertThat(evaluate("$album%aunique{}", track))
        .containsExactly("Weezer [[Weezer] albumartist+album by year+format+label+catalognumber]");
    assertThat(evaluate("$album%aunique{album date,LABEL,()}", track))
        .containsExactly("Weezer ([Weezer] album+date by label)");
    assertThat(evaluate("$album%aunique{,,}", track).getFirst()).endsWith("+catalognumber");
    assertThat(evaluate("a[ - %aunique{}]", Samples.track())).containsExactly("a");
  }

  private static List<String> evaluate(String template, TemplateContext context)
      throws TemplateException {
    return Template.parse(template).evaluate(context);
  }

  private static TemplateException refusal(String template) {
    TemplateException refusal =
        catchThrowableOfType(TemplateException.class, () -> Template.parse(template));
    assertThat(refusal).as(template).isNotNull();
    return refusal;
  }
}
