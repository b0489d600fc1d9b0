package org.musicfs.core.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TemplatePropertyTest {
  @Test
  void anyTextIsATemplateOrIsRefusedAtAPlace() {
    TemplateChecks.anyTextIsATemplateOrIsRefused(20261120L, 120_000);
  }

  @Test
  void anyValuesGiveAPathOfSafeNames() throws TemplateException {
    TemplateChecks.anyValuesGiveAPath(20261121L, 100_000);
  }

  @Test
  void aMillionTracksTakeSecondsNotMinutes() throws TemplateException {
    Template template = Template.parse(Template.DEFAULT);
    TrackFields track =
        Samples.track(
            "title",
            "So What",
            "artist",
            "Miles Davis",
            "album",
            "Kind of Blue",
            "date",
            "1959-08-17",
            "tracknumber",
            "1",
            "totaltracks",
            "5");
    long start = System.nanoTime();
    int length = 0;
    for (int i = 0; i < 1_000_000; i++) {
      length += template.evaluate(track).size();
    }
    Duration taken = Duration.ofNanos(System.nanoTime() - start);
    System.out.println("1,000,000 evaluations of the default template: " + taken);
    assertThat(length).isEqualTo(3_000_000);
    assertThat(taken).isLessThan(Duration.ofSeconds(30));
  }
}
