package io.maidian.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A balance holds exactly where the sender was told the truth. */
class BalanceTest {
    private static final int ACKNOWLEDGED = 0;
    private static final int REJECTED = 1;
    private static final int UNANSWERED = 2;
    private static final int REFUSED = 3;
    private static final int RESERVED = 4;

    private final Account account = new Account();

    @BeforeEach
    void write() throws IOException {
        account.reserve(5);
        account.add(Entry.answered(ACKNOWLEDGED, REJECTED, List.of((long) REJECTED), "r"));
        account.add(Entry.notStored(Fate.UNANSWERED, UNANSWERED, UNANSWERED, ""));
        account.add(Entry.notStored(Fate.REFUSED, REFUSED, REFUSED, ""));
    }

    private void findWhatWasTold() {
        account.foundStored(ACKNOWLEDGED, true);
        account.foundQuarantined(REJECTED);
    }

    private void holds(boolean expected) {
        Balance balance = new Balance(account);
        assertThat(balance.holds()).as(balance.text()).isEqualTo(expected);
        assertThat(balance.text()).contains(expected ? "It holds" : "DOES NOT HOLD");
    }

    @Test
    void itHoldsWhereAllIsFoundOnceAndInItsPlace() {
        findWhatWasTold();
        holds(true);
    }

    @Test
    void whatIsLostBreaksIt() {
        account.foundQuarantined(REJECTED);
        holds(false);
    }

    @Test
    void aRejectedEventThatIsLostBreaksIt() {
        account.foundStored(ACKNOWLEDGED, true);
        holds(false);
    }

    @Test
    void whatIsDoubledBreaksIt() {
        findWhatWasTold();
        account.foundStored(ACKNOWLEDGED, true);
        holds(false);
    }

    @Test
    void whatIsQuarantinedTwiceBreaksIt() {
        findWhatWasTold();
        account.foundQuarantined(REJECTED);
        holds(false);
    }

    @Test
    void aRejectedEventAmongTheAcceptedBreaksIt() {
        findWhatWasTold();
        account.foundStored(REJECTED, true);
        holds(false);
    }

    @Test
    void whatWasNeverAnsweredMayBeThereOnce() {
        findWhatWasTold();
        account.foundStored(UNANSWERED, true);
        account.foundStored(RESERVED, true);
        holds(true);
        account.foundStored(RESERVED, true);
        holds(false);
    }

    @Test
    void whatWasRefusedMustNotBeThere() {
        findWhatWasTold();
        account.foundStored(REFUSED, true);
        holds(false);
    }

    @Test
    void whatWasNeverSentBreaksIt() {
        findWhatWasTold();
        account.foundStored(5, true);
        holds(false);
    }

    @Test
    void whatWasChangedBreaksIt() {
        account.foundStored(ACKNOWLEDGED, false);
        account.foundQuarantined(REJECTED);
        holds(false);
    }

    @Test
    void whatIsLearntLaterOutweighsSilence() throws IOException {
        account.add(Entry.answered(UNANSWERED, UNANSWERED, List.of(), "r"));
        account.add(Entry.notStored(Fate.REFUSED, ACKNOWLEDGED, ACKNOWLEDGED, ""));
        assertThat(account.fate(UNANSWERED)).isEqualTo(Fate.ACKNOWLEDGED);
        assertThat(account.fate(ACKNOWLEDGED)).isEqualTo(Fate.ACKNOWLEDGED);
    }
}
