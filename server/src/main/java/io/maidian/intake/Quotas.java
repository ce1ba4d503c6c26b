package io.maidian.intake;

import io.maidian.catalog.Quota;
import io.maidian.intake.UploadOutcome.Refused;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How much of its quota each project has left. Holds something only for projects that have or had a
 * quota; a quota that was changed begins full. Lock-free; safe for any thread.
 */
final class Quotas {
    private static final long MILLIS = 1_000;

    private final ConcurrentHashMap<String, Budget> budgets = new ConcurrentHashMap<>();

    /** The two buckets of a project. */
    private static final class Budget {
        private final Quota quota;
        private final @Nullable TokenBucket events;
        private final @Nullable TokenBucket bytes;

        Budget(Quota quota, long nowMillis) {
            this.quota = quota;
            events = quota.events() == null ? null : new TokenBucket(quota.events(), nowMillis);
            bytes = quota.bytes() == null ? null : new TokenBucket(quota.bytes(), nowMillis);
        }
    }

    /**
     * Takes an upload's bytes, before they are decoded.
     *
     * @return why they are too many now, or null if they are not
     */
    @Nullable Refused takeBytes(Origin origin) {
        if (origin.settings().quota().bytes() == null) {
            return null;
        }
        TokenBucket bucket = budget(origin).bytes;
        return bucket == null
                ? null
                : take(bucket, UploadRule.QUOTA_BYTES, origin.wireBytes(), origin.receivedMillis());
    }

    /**
     * Takes the events of an upload whose bytes were taken; those are given back if these are
     * refused.
     *
     * @return why they are too many now, or null if they are not
     */
    @Nullable Refused takeEvents(Origin origin, int events) {
        if (origin.settings().quota().events() == null || events == 0) {
            return null;
        }
        Budget budget = budget(origin);
        if (budget.events == null) {
            return null;
        }
        Refused refused =
                take(budget.events, UploadRule.QUOTA_EVENTS, events, origin.receivedMillis());
        if (refused != null && budget.bytes != null) {
            budget.bytes.giveBack(origin.wireBytes());
        }
        return refused;
    }

    private static @Nullable Refused take(
            TokenBucket bucket, UploadRule rule, int tokens, long nowMillis) {
        long waitMillis = bucket.take(tokens, nowMillis);
        return waitMillis == 0
                ? null
                : rule.refuse(Integer.toString(tokens), Math.ceilDiv(waitMillis, MILLIS));
    }

    private Budget budget(Origin origin) {
        Quota quota = origin.settings().quota();
        Budget budget = budgets.get(origin.ai());
        if (budget != null && budget.quota.equals(quota)) {
            return budget;
        }
        return budgets.compute(
                origin.ai(),
                (_, now) ->
                        now != null && now.quota.equals(quota)
                                ? now
                                : new Budget(quota, origin.receivedMillis()));
    }
}
