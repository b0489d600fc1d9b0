package org.musicfs.index.tree;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.musicfs.core.tree.Node;

class NodeCacheTest {
  private static Optional<Node> file(long id, String name) {
    return Optional.of(new Node.File(id, 1, name, 0, 1, 1));
  }

  @Test
  void answersForTheSameDirectoryNameAndGenerationOnly() {
    NodeCache cache = new NodeCache(1024);

    cache.put(1, 7, "a", file(2, "a"));

    assertThat(cache.get(1, 7, "a").node()).isEqualTo(file(2, "a"));
    assertThat(cache.get(2, 7, "a")).isNull();
    assertThat(cache.get(1, 8, "a")).isNull();
    assertThat(cache.get(1, 7, "A")).isNull();
  }

  @Test
  void knowsThatANameIsAbsent() {
    NodeCache cache = new NodeCache(2);

    cache.put(1, 7, "a", Optional.empty());

    assertThat(cache.get(1, 7, "a").node()).isEmpty();
  }

  @Test
  void inOneSlotTheLatestWinsAndNoAnswerIsAnothers() {
    NodeCache cache = new NodeCache(1);

    for (int i = 0; i < 100; i++) {
      cache.put(1, i, "n" + i, file(i, "n" + i));
      assertThat(cache.get(1, i, "n" + i).node()).isEqualTo(file(i, "n" + i));
      assertThat(cache.get(1, i - 1, "n" + (i - 1))).isNull();
    }
  }

  @Test
  void theNumberOfSlotsIsAPowerOfTwo() {
    assertThatThrownBy(() -> new NodeCache(3)).isInstanceOf(IllegalArgumentException.class);
  }
}
