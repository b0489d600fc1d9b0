package org.musicfs.fuse.jnr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageCacheTest {
  @Test
  void pagesAreKeptForTheSameVersionAndDroppedForAnother() {
    PageCache cache = new PageCache(10);
    assertThat(cache.opened(1, 100)).isEqualTo(PageCache.Use.DROP);
    cache.released(100);
    assertThat(cache.opened(1, 100)).isEqualTo(PageCache.Use.KEEP);
    cache.released(100);
    assertThat(cache.opened(1, 101)).isEqualTo(PageCache.Use.DROP);
  }

  @Test
  void aNewVersionBypassesTheCacheWhileTheOldOneIsOpen() {
    PageCache cache = new PageCache(10);
    cache.opened(1, 100);
    assertThat(cache.opened(1, 101)).isEqualTo(PageCache.Use.BYPASS);
    cache.released(100);
    assertThat(cache.opened(1, 101)).isEqualTo(PageCache.Use.DROP);
  }

  /** The kernel as far as it matters: pages per node are of the versions cached opens may read. */
  @Test
  void noSequenceOfOpensLetsAHandleSeePagesOfAnotherVersion() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      PageCache cache = new PageCache(1 + random.nextInt(3));
      Map<Long, Long> pages = new HashMap<>();
      List<long[]> handles = new ArrayList<>();
      for (int step = 0; step < 60; step++) {
        if (random.nextBoolean() && !handles.isEmpty()) {
          cache.released(handles.remove(random.nextInt(handles.size()))[1]);
          continue;
        }
        long node = random.nextInt(4);
        long version = node * 10 + random.nextInt(3);
        switch (cache.opened(node, version)) {
          case DROP -> pages.remove(node);
          case KEEP ->
              assertThat(pages.getOrDefault(node, version)).as("seed %s", seed).isEqualTo(version);
          case BYPASS -> {
            handles.add(new long[] {node, version, 0});
            continue;
          }
        }
        handles.add(new long[] {node, version, 1});
        for (long[] handle : handles) {
          if (handle[2] == 1) {
            assertThat(pages.getOrDefault(handle[0], handle[1]))
                .as("seed %s", seed)
                .isEqualTo(handle[1]);
            pages.put(handle[0], handle[1]);
          }
        }
      }
    }
  }

  @Test
  void onlyRecentAndOpenNodesAreRemembered() {
    PageCache cache = new PageCache(3);
    for (int i = 0; i < 100; i++) {
      cache.opened(i, i);
      cache.released(i);
    }
    assertThat(cache.size()).isEqualTo(3);
    assertThat(cache.opened(99, 99)).isEqualTo(PageCache.Use.KEEP);
    assertThat(cache.opened(1, 1)).isEqualTo(PageCache.Use.DROP);
  }
}
