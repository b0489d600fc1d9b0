package org.musicfs.index.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.musicfs.core.tree.Node;

final class ListingCachesTest {
  private static Node file(long id) {
    return new Node.File(id, 1, "n" + id, 0, 1, 1);
  }

  @Test
  void anIdIsAnsweredForItsGenerationOnlyAndNeverByAnotherInItsSlot() {
    NodesById nodes = new NodesById(4);
    nodes.put(1, 5, Optional.of(file(5)));
    assertThat(nodes.get(1, 5).node()).contains(file(5));
    assertThat(nodes.get(2, 5)).isNull();
    assertThat(nodes.get(1, 9)).isNull();
    nodes.put(1, 9, Optional.empty());
    assertThat(nodes.get(1, 9).node()).isEmpty();
    assertThat(nodes.get(1, 5)).isNull();
    assertThatThrownBy(() -> new NodesById(6)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aListingGoesOnWhereItStoppedInItsGenerationOnlyAndNeverInAnotherDirectory() {
    ReadAhead pages = new ReadAhead(1);
    ReadAhead.Page read = new ReadAhead.Page(1, 7, 0, List.of(file(8), file(9), file(10)), true);
    pages.put(read.from(1, 8));
    assertThat(pages.get(1, 7, 8))
        .isEqualTo(new ReadAhead.Page(1, 7, 8, List.of(file(9), file(10)), true));
    assertThat(pages.get(2, 7, 8)).isNull();
    assertThat(pages.get(1, 6, 8)).isNull();
    assertThat(pages.get(1, 7, 0)).isNull();
    pages.put(read.from(3, 10));
    assertThat(pages.get(1, 7, 10).nodes()).isEmpty();
    assertThat(pages.get(1, 7, 8)).isNull();
  }
}
