package io.maidian.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class LedgerTest {
    @Test
    void aBalanceHoldsWhereEachAcknowledgedEventIsFoundOnce() {
        assertThat(new Ledger.Balance("e", 100, 0, 100).holds()).isTrue();
    }

    @Test
    void aLostOrADoubledEventBreaksIt() {
        assertThat(new Ledger.Balance("e", 100, 0, 99).holds()).isFalse();
        assertThat(new Ledger.Balance("e", 100, 0, 101).holds()).isFalse();
    }

    @Test
    void whatWasNeverAnsweredMayBeThereOrNot() {
        assertThat(new Ledger.Balance("e", 100, 3, 100).holds()).isTrue();
        assertThat(new Ledger.Balance("e", 100, 3, 103).holds()).isTrue();
        assertThat(new Ledger.Balance("e", 100, 3, 104).holds()).isFalse();
    }

    @Test
    void itSaysBothFigures() {
        assertThat(new Ledger.Balance("BuyProduct", 100, 0, 99))
                .hasToString("BuyProduct: acknowledged 100, found 99  MISMATCH");
    }
}
