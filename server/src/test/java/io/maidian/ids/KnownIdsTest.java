package io.maidian.ids;

import static org.assertj.core.api.Assertions.assertThat;

import io.maidian.disk.SimulatedDisk;
import io.maidian.log.Receipt;
import io.maidian.log.segment.StepwiseLog;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is granted an id while others are about it. */
class KnownIdsTest {
    private static final Receipt NOT_STORED = new Receipt.Unavailable(Receipt.Cause.CLOSED);
    private static final long NOW = 1_700_000_000_000L;

    @Test
    void aLookThatEndsLateTakesNothingFromWhoHasClaimedTheId() throws IOException {
        StepwiseLog log = StepwiseLog.open(new SimulatedDisk(1), Path.of("/data/log"));
        KnownIds ids = TestIds.open(log.log(), () -> NOW).ids();
        List<IdClaim.Answer> answers = new ArrayList<>();
        ids.look(hashes(ids), NOW, 10, answers::add);
        ids.claim(hashes(ids), NOW, 10, answers::add);
        ids.end(granted(answers.getFirst()), NOT_STORED);
        ids.claim(hashes(ids), NOW, 10, answers::add);
        assertThat(answers).as("the third waits for the second").hasSize(2);

        ids.end(granted(answers.get(1)), NOT_STORED);
        assertThat(answers).hasSize(3);
        assertThat(granted(answers.get(2)).duplicates().isEmpty()).isTrue();
        assertThat(ids.claims()).isEqualTo(1);
    }

    private static IdHashes hashes(KnownIds ids) {
        IdHashes hashes = ids.hashes("91d3b3a5c0e6f0ab");
        hashes.add("a");
        return hashes;
    }

    private static IdClaim granted(IdClaim.Answer answer) {
        return ((IdClaim.Granted) answer).claim();
    }
}
