package org.musicfs.index.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.musicfs.core.tree.TreeChange;

final class TreeChangesTest {
  @TempDir Path directory;

  @Test
  void moreThanIsWorthListingIsEverything() {
    TreeChanges changes = new TreeChanges();
    for (int i = 0; i < TreeChanges.MOST - 1; i++) {
      changes.entry(2, "n" + i);
      changes.entry(2, "n" + i);
    }
    changes.directory(2);
    assertThat(changes.told())
        .isInstanceOfSatisfying(
            TreeChange.Listed.class,
            listed -> {
              assertThat(listed.entries()).hasSize(TreeChanges.MOST - 1);
              assertThat(listed.directories()).containsExactly(2L);
            });
    changes.directory(3);
    changes.entry(4, "n");
    assertThat(changes.any()).isTrue();
    assertThat(changes.told()).isEqualTo(new TreeChange.Everything());
  }

  @Test
  void aDirectoryThatIsMadeIsKnownByItsNameOnly() {
    TreeChanges changes = new TreeChanges();
    assertThat(changes.any()).isFalse();
    changes.directoryMade(5, 2, "made");
    changes.directoryMade(6, 5, "within");
    changes.entry(6, "file");
    changes.directory(6);
    changes.directory(2);
    assertThat(changes.told())
        .isEqualTo(new TreeChange.Listed(List.of(new TreeChange.Entry(2, "made")), List.of(2L)));
  }

  @Test
  void aTransactionWithinATransactionIsRefusedAndTheOuterOneRolledBack() throws Exception {
    try (UserState user = UserState.open(directory, InstantSource.system());
        Catalogue catalogue = Catalogue.open(directory, user, InstantSource.system())) {
      List<TreeChange> told = new ArrayList<>();
      catalogue.onTreeChange(told::add);
      long generation = catalogue.generation();
      assertThatThrownBy(
              () ->
                  catalogue.write(
                      transaction -> {
                        transaction.changes().entry(1, "x");
                        return catalogue.write(inner -> true);
                      }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(told).isEmpty();
      assertThat(catalogue.generation()).isEqualTo(generation);
      catalogue.write(
          transaction -> {
            transaction.changes().entry(1, "x");
            return true;
          });
      assertThat(told).hasSize(1);
      assertThat(catalogue.generation()).isEqualTo(generation + 1);
    }
  }
}
