package org.musicfs.core.name;

import org.junit.jupiter.api.Test;

class NamePropertyTest {
  @Test
  void whateverComesInTheNameIsSafeAndDoingItTwiceChangesNothing() {
    NameChecks.anyTextBecomesASafeName(20261120L, 120_000);
  }

  @Test
  void everyCodePointAloneAndAmongLettersBecomesASafeName() {
    NameChecks.everyCodePointBecomesASafeName();
  }
}
