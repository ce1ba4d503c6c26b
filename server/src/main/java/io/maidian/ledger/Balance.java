package io.maidian.ledger;

import io.maidian.ledger.Account.Times;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What an account comes to: for each fate how many events were found where, and which of them
 * contradict what the sender was told.
 */
public final class Balance {
    private static final int EXAMPLES = 10;

    private final Map<Fate, Row> rows = new EnumMap<>(Fate.class);
    private final List<Integer> wrong = new ArrayList<>();
    private final long unknown;
    private final long changed;

    Balance(Account account) {
        for (Fate fate : Fate.values()) {
            rows.put(fate, new Row());
        }
        for (int number = 0; number < account.size(); number++) {
            Row row = row(account.fate(number));
            Times stored = account.stored(number);
            Times quarantined = account.quarantined(number);
            row.count(stored, quarantined);
            if (!isRight(account.fate(number), stored, quarantined)) {
                row.wrong++;
                if (wrong.size() < EXAMPLES) {
                    wrong.add(number);
                }
            }
        }
        unknown = account.unknown();
        changed = account.changed();
    }

    /** The counts of one fate. */
    private static final class Row {
        private long events;
        private long stored;
        private long storedOften;
        private long quarantined;
        private long quarantinedOften;
        private long nowhere;
        private long wrong;

        void count(Times inStore, Times inQuarantine) {
            events++;
            switch (inStore) {
                case NEVER -> {}
                case ONCE -> stored++;
                case OFTEN -> storedOften++;
            }
            switch (inQuarantine) {
                case NEVER -> {}
                case ONCE -> quarantined++;
                case OFTEN -> quarantinedOften++;
            }
            if (inStore == Times.NEVER && inQuarantine == Times.NEVER) {
                nowhere++;
            }
        }
    }

    private Row row(Fate fate) {
        Row row = rows.get(fate);
        if (row == null) {
            throw new IllegalStateException("no row for " + fate);
        }
        return row;
    }

    private static boolean isRight(Fate fate, Times stored, Times quarantined) {
        return switch (fate) {
            case ACKNOWLEDGED -> stored == Times.ONCE && quarantined == Times.NEVER;
            case REJECTED -> stored == Times.NEVER && quarantined == Times.ONCE;
            case REFUSED -> stored == Times.NEVER && quarantined == Times.NEVER;
            case UNANSWERED, RESERVED ->
                    (stored == Times.NEVER && quarantined != Times.OFTEN)
                            || (stored == Times.ONCE && quarantined == Times.NEVER);
        };
    }

    /** Whether all is as the sender was told. */
    public boolean holds() {
        return wrong.isEmpty() && unknown == 0 && changed == 0;
    }

    /** As a table, and in a sentence. */
    public String text() {
        StringBuilder out = new StringBuilder();
        line(
                out,
                "",
                "events",
                "stored once",
                "more often",
                "quarantined once",
                "more often",
                "nowhere",
                "wrong");
        row(out, "acknowledged", row(Fate.ACKNOWLEDGED));
        row(out, "rejected", row(Fate.REJECTED));
        row(out, "refused", row(Fate.REFUSED));
        row(out, "never answered", row(Fate.UNANSWERED));
        Row reserved = row(Fate.RESERVED);
        if (reserved.nowhere < reserved.events) {
            row(out, "perhaps sent", reserved);
        }
        out.append('\n');
        if (changed > 0) {
            out.append(changed).append(" events were found with other values than were sent.\n");
        }
        if (unknown > 0) {
            out.append(unknown).append(" events were found that were never sent.\n");
        }
        if (!wrong.isEmpty()) {
            out.append("Wrong are the events numbered ").append(wrong);
            out.append(", perhaps others: look for them in the ledger.\n");
        }
        out.append(
                holds()
                        ? "It holds: nothing acknowledged is lost, nothing is doubled.\n"
                        : "IT DOES NOT HOLD.\n");
        return out.toString();
    }

    private static void row(StringBuilder out, String name, Row row) {
        line(
                out,
                name,
                Long.toString(row.events),
                Long.toString(row.stored),
                Long.toString(row.storedOften),
                Long.toString(row.quarantined),
                Long.toString(row.quarantinedOften),
                Long.toString(row.nowhere),
                Long.toString(row.wrong));
    }

    private static void line(StringBuilder out, String... cells) {
        out.append("%-14s%12s%13s%12s%18s%12s%12s%9s%n".formatted((Object[]) cells));
    }
}
